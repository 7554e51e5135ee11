// The same storm in a page, by each contestant: calls with a token that the server has forgotten.
// What axios-auth-refresh brings itself, the others but presskey get from their app: send, and on
// a 401 refresh and repeat once.
import { AuthClient } from "@supabase/auth-js";
import axios from "axios";
import { createAuthRefresh } from "axios-auth-refresh";
import { User, UserManager, WebStorageStateStore } from "oidc-client-ts";
import { createClient } from "presskey";

const ME = "/wp-json/wp/v2/users/me";
const send = (site, token) =>
  fetch(site + ME, { headers: { Authorization: `Bearer ${token}` }, cache: "no-store" });

async function repeated(site, token, refresh) {
  const response = await send(site, await token());
  if (response.status !== 401) return response.status;
  await refresh();
  return (await send(site, await token())).status;
}

const plain = (headers) =>
  [...new Headers(headers)].filter(([name]) => /^(authorization|content-type)$/.test(name));

const contestants = {
  async presskey({ site, tokens }) {
    const plugin = "jwt-authentication-for-wp-rest-api";
    const wp = createClient({ site, plugin, storage: "local", timeout: 0 });
    if (tokens) await wp.login(tokens);
    await wp.ready();
    return async () => (await wp.fetch("/wp/v2/users/me", { auth: "required" })).status;
  },

  async "axios-auth-refresh"({ site, tokens }) {
    const keep = (token, refreshToken) => {
      localStorage.token = token;
      localStorage.refreshToken = refreshToken;
    };
    if (tokens) keep(tokens.token, tokens.refreshToken);
    const client = axios.create();
    const authorize = (config) => {
      config.headers.Authorization = `Bearer ${localStorage.token}`;
      return config;
    };
    client.interceptors.request.use(authorize);
    createAuthRefresh(client, async (failed) => {
      const form = new URLSearchParams({ refresh_token: localStorage.refreshToken });
      const { data } = await axios.post(`${site}/wp-json/jwt-auth/v1/token/refresh`, form);
      keep(data.access_token, data.refresh_token);
      authorize(failed.response.config);
    });
    return async () => (await client.get(site + ME)).status;
  },

  async "oidc-client-ts"({ site, tokens }) {
    const manager = new UserManager({
      authority: site,
      client_id: "app",
      redirect_uri: location.href,
      metadata: { issuer: site, token_endpoint: `${site}/oidc/token` },
      userStore: new WebStorageStateStore({ store: localStorage }),
      automaticSilentRenew: false,
    });
    if (tokens) {
      await manager.storeUser(
        new User({
          access_token: tokens.token,
          refresh_token: tokens.refreshToken,
          token_type: "Bearer",
          profile: { sub: "2" },
          expires_at: Date.now() / 1000 + 3600,
        }),
      );
    }
    const token = async () => (await manager.getUser()).access_token;
    return () => repeated(site, token, () => manager.signinSilent());
  },

  async "supabase auth-js"({ site, tokens }) {
    const auth = new AuthClient({
      url: `${site}/supabase`,
      storage: localStorage,
      autoRefreshToken: false,
      detectSessionInUrl: false,
      // WordPress's CORS allows none of its own headers.
      fetch: (url, { headers, ...init }) => fetch(url, { ...init, headers: plain(headers) }),
    });
    if (tokens) {
      const { error } = await auth.setSession({
        access_token: tokens.token,
        refresh_token: tokens.refreshToken,
      });
      if (error) throw error;
    }
    const token = async () => (await auth.getSession()).data.session?.access_token;
    return () => repeated(site, token, () => auth.refreshSession());
  },
};

export const names = Object.keys(contestants);

let call;

export async function open(name, options) {
  call = await contestants[name](options);
}

/** How many of so many parallel calls failed. */
export async function storm(times) {
  const one = () => call().catch(() => 0);
  const statuses = await Promise.all(Array.from({ length: times }, one));
  return statuses.filter((status) => status !== 200).length;
}
