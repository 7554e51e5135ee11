// A site that puts a secret where a name of the user is expected.
import assert from "node:assert/strict";
import { it } from "node:test";
import { createClient } from "presskey";
import { createBackend } from "presskey/server";

const SITE = "https://example.com";
const plugin = "jwt-authentication-for-wp-rest-api";
const b64 = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const exp = Math.floor(Date.now() / 1000) + 3600;
const token = `${b64({ alg: "HS256" })}.${b64({ exp, data: { user: { id: "7" } } })}.c2ln`;
const refresh = "rt-5f2c9a7b1d3e8f60a4c7";
const credentials = { username: "anna", password: "S3cret-Pass-w0rd!" };
const index = { home: SITE, namespaces: ["wp/v2", "jwt-auth/v1"], routes: {} };

/** A site that gives these names, and this refresh token. */
const site =
  (names, refreshToken = refresh) =>
  async (input) => {
    const isLogin = /\/token$/.test(decodeURIComponent(String(input?.url ?? input)));
    return Response.json(isLogin ? { token, refresh_token: refreshToken, ...names } : index);
  };

async function sessionOf(names, given = credentials, refreshToken = refresh) {
  const wp = createClient({ site: SITE, plugin, fetch: site(names, refreshToken) });
  const session = await wp.login(given);
  assert.deepEqual(wp.session, session);
  wp.close();
  return session;
}

// Holds P3 of SECURITY.md.
it("a session has no name that contains a secret", async () => {
  const secrets = [token, refresh, credentials.password, encodeURIComponent(credentials.password)];
  for (const secret of secrets) {
    const { user } = await sessionOf({
      user_email: `${secret}@example.com`,
      user_nicename: secret,
      user_display_name: `Anna (${secret})`,
    });
    assert.deepEqual(user, { ...user, email: null, nicename: null, displayName: null }, secret);
    assert.equal(user.username, "anna");
  }
});

it("a password that is the user name as well hides no name", async () => {
  const names = { user_email: "d@e.com", user_nicename: "demo-1", user_display_name: "demo-1" };
  const { user } = await sessionOf(names, { username: "demo-1", password: "demo-1" });
  assert.equal(user.displayName, "demo-1");
  assert.equal(user.nicename, "demo-1");
});

// Holds P8 of SECURITY.md.
it("a name that no WordPress can store is left out", async () => {
  const { user } = await sessionOf({
    ...{ user_nicename: "é".repeat(500), user_display_name: "a".repeat(1 << 19) },
  });
  assert.deepEqual([user.nicename?.length, user.displayName], [500, null]);
});

// Holds P8 of SECURITY.md.
it("a refresh token of more than 65,536 characters is not used", async () => {
  const ofLength = (length) => sessionOf({}, credentials, "a".repeat(length));
  assert.equal((await ofLength(65_536)).canRefresh, true);
  assert.equal((await ofLength(65_537)).canRefresh, false);
});

// Holds B1 of SECURITY.md.
it("nor do the backend's responses contain it", async () => {
  const fetch = site({ user_nicename: refresh, user_display_name: token });
  const backend = createBackend({ site: SITE, plugin, secret: "x".repeat(40), fetch });
  const send = (path, init) =>
    backend.handle(new Request(`https://app.example/api/presskey${path}`, init));
  const headers = { "sec-fetch-site": "same-origin", "content-type": "application/json" };
  const body = JSON.stringify(credentials);
  const login = await send("/login", { method: "POST", headers, body });
  const cookie = login.headers.getSetCookie().map((each) => each.split(";")[0]);
  const session = await send("/session", { headers: { ...headers, cookie: cookie.join("; ") } });
  for (const response of [login, session]) {
    const text = await response.text();
    assert.match(text, /"displayName":null/);
    assert.ok(!text.includes(refresh) && !text.includes(token), text);
  }
});
