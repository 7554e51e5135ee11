// "JWT Auth Pro WP REST API": a token of an hour, and a cookie that renews it.
import assert from "node:assert/strict";
import { it } from "node:test";
import { cures } from "../faults/cures.mjs";
import { lacks } from "../support/browser.mjs";
import { setStage } from "../support/stage.mjs";

const stage = setStage({ server: "jwt-auth-pro-wp-rest-api", environment: "local" });
/** There its cookie is Secure, which Chromium takes from this machine without https: too. */
const production = setStage({ server: "jwt-auth-pro-wp-rest-api" });
const ME = "/wp/v2/users/me";
const REFRESH = "POST /jwt/v1/refresh";
// The same host with another port is another origin, and the same site.
const own = { own: true, path: "/index.html" };

async function visitLoggedIn(more = own, on = stage) {
  const app = await on.visit({}, more);
  await app.login();
  await app.fetch(ME);
  on.site.clearLog();
  return app;
}

it("is found by itself, and logs in", async () => {
  const app = await stage.visit({ plugin: "auto" }, own);
  const session = await app.login();
  assert.equal(session.plugin, "jwt-auth-pro-wp-rest-api");
  assert.equal(session.canRefresh, true);
  assert.equal(session.user.username, "editor");
  assert.equal(session.user.email, "editor@example.com");
  assert.ok(stage.calls().length <= 3, stage.calls().join());
  assert.equal((await app.json(ME, { auth: "required" })).id, session.user.id);
  assert.equal(await app.call("validate"), true);
});

it("says invalid_credentials for a wrong password", async () => {
  const app = await stage.visit();
  const wanted = { code: "invalid_credentials", status: 403, wpCode: "invalid_credentials" };
  await assert.rejects(app.login("editor", "wrong-4711"), wanted);
});

for (const [what, more, on, must_use] of [
  ["of the site itself", own, stage],
  ["of another origin of the same site, with the line for it", {}, stage, cures.laxCookie],
  ["of the site itself, in production", own, production],
  ["of another origin of the same site, in production", {}, production],
]) {
  const skip = on === production && lacks("secureCookies");
  it(`renews by its cookie in a page ${what}, also after a reload`, { skip }, async () => {
    on.site.setOptions({ must_use });
    const app = await visitLoggedIn(more, on);
    const before = await app.call("token");
    await app.call("refresh");
    assert.deepEqual(on.calls(), [REFRESH]);
    assert.notEqual(await app.call("token"), before);
    await app.reload();
    assert.equal((await app.call("refresh")).user.displayName, "Edith Editor");
    assert.equal((await app.fetch(ME, { auth: "required" })).status, 200);
  });
}

// Elsewhere than in production, its cookie for other origins is SameSite=None without Secure.
const dropped = { skip: lacks("strictCookies") };
it("ends in a page of another origin whose browser drops the cookie", dropped, async () => {
  const app = await visitLoggedIn({});
  await assert.rejects(app.call("refresh"), { code: "session_expired" });
  assert.deepEqual(await app.session(), { status: "anonymous", reason: "expired" });
});

it("does not try to renew in a page of another site", async () => {
  const app = await visitLoggedIn({ host: "localhost" }, production);
  assert.equal((await app.session()).canRefresh, false);
  await assert.rejects(app.call("refresh"), { code: "refresh_unsupported" });
  assert.deepEqual(production.sent(), []);
});

it("ends when the site has another secret", async () => {
  const app = await visitLoggedIn();
  stage.site.setOptions({ secret: "another secret, long enough for anything" });
  assert.equal((await app.fetch("/wp/v2/posts")).status, 200);
  assert.deepEqual(await app.session(), { status: "anonymous", reason: "revoked" });
});

it("ends when its cookie is gone", async () => {
  const app = await visitLoggedIn();
  await app.page.context().clearCookies();
  await assert.rejects(app.call("refresh"), { code: "session_expired" });
  assert.deepEqual(await app.session(), { status: "anonymous", reason: "expired" });
});

it("renews a token that the server refuses, and sends the call again", async () => {
  const app = await visitLoggedIn();
  const refusal = { status: 401, body: '{"code":"invalid_token","message":"Invalid token"}' };
  stage.site.setOptions({ answers: [{ route: "posts", times: 1, ...refusal }] });
  const init = { method: "POST", json: { title: "Once" } };
  assert.equal((await app.fetch("/wp/v2/posts", init)).status, 201);
  assert.deepEqual(stage.calls(), [
    "POST /wp/v2/posts +token",
    REFRESH,
    "POST /wp/v2/posts +token",
  ]);
});

it("takes its cookie away on logout", async () => {
  const app = await visitLoggedIn();
  await app.logout();
  assert.deepEqual(stage.calls(), ["POST /jwt/v1/logout"]);
  const names = (await app.page.context().cookies()).map(({ name }) => name);
  assert.ok(!names.includes("wp_jwt_refresh_token"), names.join());
  await app.reload();
  assert.equal((await app.call("ready")).status, "anonymous");
});
