// A site that puts a secret where a name of the user is expected.
import assert from "node:assert/strict";
import { it } from "node:test";
import { createClient } from "presskey";
import { createBackend } from "presskey/server";
import { withoutSecrets } from "../../pkg/server/claims.js";

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

/** The text of each response of a backend in which the page reads its session, with the claims. */
async function backendSays(fetch, named = plugin) {
  const backend = createBackend({ site: SITE, plugin: named, secret: "x".repeat(40), fetch });
  const headers = { "sec-fetch-site": "same-origin", "content-type": "application/json" };
  const texts = [];
  let cookie = "";
  for (const path of ["/login", "/session", "/refresh", "/session"]) {
    const isRead = path === "/session";
    const body = isRead ? undefined : JSON.stringify(path === "/login" ? credentials : {});
    const request = new Request(`https://app.example/api/presskey${path}?claims=1`, {
      ...{ method: isRead ? "GET" : "POST", body },
      headers: { ...headers, cookie },
    });
    const response = await backend.handle(request);
    const set = response.headers.getSetCookie().map((each) => each.split(";")[0]);
    if (set.length) cookie = set.join("; ");
    texts.push(await response.text());
    assert.equal(response.status, 200, texts.at(-1));
  }
  return texts;
}

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

const tokenOf = (claims) => `${b64({ alg: "HS256" })}.${b64({ exp, ...claims })}.c2ln`;

// Holds B1 of SECURITY.md.
it("nor do the claims that it shows", async () => {
  const inner = tokenOf({ other: true });
  const claims = {
    data: { user: { id: "7", name: "Anna" }, list: ["a", refresh, `Bearer ${refresh}.`] },
    [refresh]: { [`${refresh}/x`]: null },
    encoded: Buffer.from(`x ${refresh}`).toString("base64"),
    inner: [inner],
    __proto__: null,
  };
  const fetch = async (input) => {
    const isToken = /\/token(\/refresh)?$/.test(decodeURIComponent(String(input?.url ?? input)));
    const answer = { token: tokenOf({ ...claims, at: Math.random() }), refresh_token: refresh };
    return Response.json(isToken ? answer : index);
  };
  for (const text of await backendSays(fetch)) {
    assert.ok(!text.includes(refresh) && !text.includes(inner), text);
    const { claims: shown } = JSON.parse(text);
    assert.deepEqual(shown.data, {
      user: { id: "7", name: "Anna" },
      list: ["a", "***", "Bearer ***."],
    });
    assert.deepEqual(shown["***"], { "***/x": null });
    assert.deepEqual([shown.exp, shown.inner], [exp, ["…"]]);
    assert.doesNotMatch(shown.encoded, new RegExp(btoa(`x ${refresh}`).slice(4, -4)));
  }
});

// Holds B1 of SECURITY.md.
it("nor does the name by which a page knows its user", async () => {
  const own = tokenOf({ sub: refresh });
  const fetch = async (input) => {
    const isToken = /\/token(\/refresh)?$/.test(decodeURIComponent(String(input?.url ?? input)));
    return Response.json(isToken ? { token: own, refresh_token: refresh } : index);
  };
  for (const text of await backendSays(fetch)) assert.ok(!text.includes(refresh), text);
});

// Holds B1 of SECURITY.md.
it("claims do not show a cookie of WordPress, and keep words and numbers that a short one is like", async () => {
  const value = "7.Zk3q9-Rt5Lw8Xy2Vb6";
  const set = [`refresh_token=${value}`, "items=7", "number=17000000", "lang=en"];
  const own = tokenOf({ data: { user: { id: "7" } }, cookie: [value], lang: "en", at: 17000000 });
  const fetch = async (input) => {
    if (!decodeURIComponent(String(input?.url ?? input)).includes("/jwt-auth/v1/token"))
      return Response.json(index);
    const data = { token: own, id: 7, email: "a@b.c", nicename: "anna", displayName: "Anna" };
    const headers = new Headers(set.map((each) => ["set-cookie", `${each}; HttpOnly; Path=/`]));
    return Response.json({ success: true, statusCode: 200, data }, { headers });
  };
  for (const text of await backendSays(fetch, "jwt-auth")) {
    const { claims } = JSON.parse(text);
    assert.deepEqual(claims, {
      ...{ exp, data: { user: { id: "7" } }, cookie: ["***"], lang: "en", at: "***" },
    });
  }
});

it("claims are searched together, because each search prepares the secrets", () => {
  const claims = { many: Array.from({ length: 1000 }, (_, at) => `value ${at}`) };
  let searches = 0;
  const redact = (_, text) => {
    searches++;
    return text;
  };
  assert.deepEqual(withoutSecrets(claims, { redact }), claims);
  assert.ok(searches < 10, `${searches}`);
});

it("a claim that could not be searched to its end is hidden", () => {
  const redact = (_, text) => text.slice(0, 5000);
  const claims = { short: "one", long: "a".repeat(5001), last: ["two"] };
  assert.deepEqual(withoutSecrets(claims, { redact }), { ...claims, long: "***" });
});
