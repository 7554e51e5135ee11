// The client: what it returns, what it takes and what it refuses.
import {
  type Client,
  type ClientOptions,
  createClient,
  type Diagnosis,
  type PluginId,
  type PluginSpec,
  type Session,
  type StorageAdapter,
} from "presskey";
import { same } from "./assert";

const wp = createClient("https://example.com");
same<Client>()(wp);
createClient(new URL("https://example.com/wp-json"));
createClient({
  site: "https://example.com",
  plugin: "jwt-authentication-for-wp-rest-api",
  storage: "local",
  storageKey: "mine",
  expiryMargin: 60,
  refresh: "on-demand",
  onLoginRequired: async (reason) => {
    same<"logged_out" | "expired" | "revoked" | "rejected" | "not_authenticated">()(reason);
    return reason === "expired" ? { username: "a", password: "b" } : null;
  },
  allowedOrigins: ["https://api.example.com"],
  allowInsecure: true,
  headerName: "X-Authorization",
  timeout: 0,
  fetch: globalThis.fetch,
});
createClient({ site: "https://example.com", plugin: "auto", storage: "vault" });
createClient({ site: "https://example.com", plugin: "jwt-auth-pro-wp-rest-api" });
createClient({ via: "/api/presskey" });
// @ts-expect-error not an address
createClient({ via: true });
// @ts-expect-error not a plugin
createClient({ site: "https://example.com", plugin: "jwt" });
// @ts-expect-error not a storage
createClient({ site: "https://example.com", storage: "cookie" });
// @ts-expect-error not an option
createClient({ site: "https://example.com", retries: 3 });
// @ts-expect-error one site
createClient(["https://example.com"]);

// Adapters may be synchronous or not.
const map = new Map<string, string>();
const adapter: StorageAdapter = {
  get: (key) => map.get(key) ?? null,
  set: async (key, value) => void map.set(key, value),
  remove: (key) => void map.delete(key),
};
createClient({ site: "https://example.com", storage: adapter });
createClient({ site: "https://example.com", storage: globalThis.localStorage && adapter });
// @ts-expect-error an adapter removes, too
createClient({ site: "https://example.com", storage: { get: () => null, set: () => {} } });

// The session is narrowed by its status.
same<Session>()(wp.session);
if (wp.session.status === "authenticated") {
  same<number | null>()(wp.session.expiresAt);
  same<number | null>()(wp.session.issuedAt);
  same<boolean>()(wp.session.canRefresh);
  same<boolean>()(wp.session.persisted);
  same<PluginId>()(wp.session.plugin);
  same<number | null>()(wp.session.user.id);
  same<string | null>()(wp.session.user.displayName);
  // @ts-expect-error a snapshot does not change
  wp.session.expiresAt = 0;
}
if (wp.session.status === "anonymous") {
  const { reason } = wp.session;
  same<"logged_out" | "expired" | "revoked" | "rejected" | undefined>()(reason);
  // @ts-expect-error nobody is logged in
  wp.session.user;
}
// @ts-expect-error narrow it first
wp.session.user;
// @ts-expect-error the session is the client's
wp.session = { status: "loading" };

same<() => void>()(wp.subscribe((session) => same<Session>()(session)));
same<Promise<Session>>()(wp.ready());

same<Promise<Session>>()(wp.login({ username: "editor", password: "…", device: "phone" }));
wp.login({ username: "a", password: "b" }, { signal: new AbortController().signal });
wp.login({ token: "a.b.c", refreshToken: "r" });
wp.login({ token: "a.b.c" });
wp.login({ code: "123456" });
wp.login({ apiKey: "k" });
wp.login({ consumerKey: "k", consumerSecret: "s" });
wp.login({ consumerKey: "k", consumerSecret: "s", signatureMethod: "HMAC-SHA1" });
wp.login({});
// @ts-expect-error the password is missing
wp.login({ username: "editor" });
// @ts-expect-error the name of it is username
wp.login({ user: "editor", password: "…" });
// @ts-expect-error credentials are needed
wp.login();

same<Promise<void>>()(wp.logout());
wp.logout({ everywhere: true });
same<Promise<Session>>()(wp.refresh());
same<Promise<boolean>>()(wp.validate());

const diagnosis = await wp.diagnose();
same<Diagnosis>()(diagnosis);
same<boolean>()(diagnosis.ok);
same<PluginId | null>()(diagnosis.plugin);
for (const { id, status, title, detail, fix } of diagnosis.findings) {
  same<string>()(id);
  same<"pass" | "warn" | "fail" | "skip">()(status);
  for (const text of [title, detail]) same<string>()(text);
  same<string | undefined>()(fix);
}
wp.diagnose({ origin: "https://app.example" });
same<object>()(await wp.supportBundle());
same<object>()(await wp.supportBundle({ record: true }));
same<object>()(await wp.supportBundle({ record: (client) => client.json("/wp/v2/posts") }));

same<void>()(wp.close());
same<void>()(wp[Symbol.dispose]());

same<string | null>()(wp.token());
same<Promise<string | null>>()(wp.getToken({ minValidity: 60 }));

// Methods are bound, so taking them apart is no mistake.
const { login, logout, fetch: wpFetch } = wp;
login({ username: "a", password: "b" }).finally(() => logout());
wpFetch("/wp/v2/posts");

export const left: Promise<never> = wp.authorize({
  appName: "My app",
  successUrl: "https://e.com/",
});
export const completed: Promise<Session | null> = wp.completeAuthorization();
export const described: ClientOptions = {
  site: "https://example.com",
  plugin: { login: { path: "/a/v1/in" }, token: ["token", "data.token"], opaque: true },
};
// @ts-expect-error a code is one of ours
export const misspelt: PluginSpec = { errors: { dead: "token_dead" } };
