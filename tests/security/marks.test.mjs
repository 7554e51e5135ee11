// What a page stores and tells other tabs of a user contains no secret, whatever the site calls the user.
// Holds P3 and P4 of SECURITY.md.
import assert from "node:assert/strict";
import { beforeEach, it } from "node:test";
import { setTimeout } from "node:timers/promises";
import { createClient } from "presskey";

/** What a page needs of a browser. */
class Storage {
  kept = new Map();
  getItem = (key) => this.kept.get(key) ?? null;
  setItem = (key, value) => void this.kept.set(key, String(value));
  removeItem = (key) => void this.kept.delete(key);
}
globalThis.location = new URL("https://app.example");
globalThis.document = { addEventListener() {}, removeEventListener() {}, readyState: "complete" };
globalThis.localStorage = new Storage();
globalThis.sessionStorage = new Storage();

const SITE = "https://example.com";
const refresh = "rt-5f2c9a7b1d3e8f60a4c7";
// An address is no name of a user, so that the claims have to tell who it is.
const credentials = { username: "anna@example.com", password: "S3cret-Pass-w0rd!" };
const b64 = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const exp = Math.floor(Date.now() / 1000) + 3600;
const tokenOf = (claims) => `${b64({ alg: "HS256" })}.${b64({ exp, ...claims })}.c2ln`;
const index = {
  home: SITE,
  namespaces: ["wp/v2", "jwt-auth/v1", "simple-jwt-login/v1"],
  routes: {},
};
const other = tokenOf({ other: true });

const kept = () =>
  [localStorage, sessionStorage].map(({ kept }) => [...kept].join("\n")).join("\n");

/** Logs in and out. Returns the messages to other tabs, and what is stored then. */
async function traces(plugin, claims, names = {}) {
  const token = tokenOf(claims);
  const fetch = async (input) => {
    const isToken = /\/(token|auth)/.test(decodeURIComponent(String(input?.url ?? input)));
    if (!isToken) return Response.json(index);
    const data = { ...names, jwt: token };
    return Response.json({ success: true, token, refresh_token: refresh, ...names, data });
  };
  const wp = createClient({ site: SITE, plugin, fetch, storage: "local" });
  const told = [];
  const channel = new BroadcastChannel(`presskey:${SITE}`);
  channel.onmessage = ({ data }) => told.push(data);
  await wp.login(
    plugin === "simple-jwt-login" ? { email: credentials.username, ...credentials } : credentials,
  );
  await wp.logout();
  await setTimeout(20);
  wp.close();
  channel.close();
  assert.match(told.join(), /logged_out:/);
  return { token, text: [...told, decodeURIComponent(kept())].join("\n") };
}

beforeEach(() => localStorage.kept.clear());

for (const plugin of ["jwt-authentication-for-wp-rest-api", "simple-jwt-login"]) {
  for (const [what, secret] of Object.entries({
    "refresh token": refresh,
    password: credentials.password,
    "other token": other,
    "text with the password": `anna:${credentials.password}`,
  })) {
    it(`${plugin}: the ${what} as the subject of the token`, async () => {
      const { token, text } = await traces(plugin, { sub: secret });
      for (const hidden of [refresh, credentials.password, other, token])
        assert.ok(!text.includes(hidden), text);
    });
    // Its renewal takes the token itself: presskey knows no refresh token.
    if (plugin === "simple-jwt-login" && secret === refresh) continue;
    it(`${plugin}: the ${what} as a name of the user`, async () => {
      const user = { login: secret, username: secret, user_login: secret, email: secret };
      const claims = { ...user, data: { user: { ...user, user_login: secret } } };
      const names = { user_nicename: secret, user_email: secret, user_display_name: secret, user };
      const { token, text } = await traces(plugin, claims, names);
      for (const hidden of [refresh, credentials.password, other, token])
        assert.ok(!text.includes(hidden), text);
    });
  }
}

it("users without any name but a subject are told apart", async () => {
  for (const sub of ["a", "b"]) await traces("jwt-authentication-for-wp-rest-api", { sub });
  const names = [...new URLSearchParams(localStorage.getItem(`presskey:${SITE}:logout`)).keys()];
  assert.equal(new Set(names).size, 2, names.join());
});
