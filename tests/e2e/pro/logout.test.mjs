// Logging out: here immediately, and on the server if it can revoke.
import assert from "node:assert/strict";
import { it } from "node:test";
import { jwt } from "../../support/app.mjs";
import { setStage } from "../../support/stage.mjs";

const stage = setStage({ mode: "pro" });
const OUT = { status: "anonymous", reason: "logged_out" };
const REVOKE = "POST /jwt-auth/v1/token/revoke +token";

it("ends the session before the promise is returned", async () => {
  const app = await stage.visit();
  await app.login();
  const [session, token, stored] = await app.run(async () => {
    const going = wp.logout();
    const now = [wp.session, wp.token(), JSON.stringify([{ ...sessionStorage }])];
    await going;
    return now;
  });
  assert.deepEqual(session, OUT);
  assert.equal(token, null);
  assert.doesNotMatch(stored, jwt);
});

// Holds P4 of SECURITY.md.
it("revokes on the server, once, and leaves nothing behind", async () => {
  const app = await stage.visit();
  await app.login();
  const token = await app.call("token");
  stage.site.clearLog();
  await app.logout();
  assert.deepEqual(stage.calls(), [REVOKE]);
  await app.logout();
  assert.deepEqual(stage.calls(), [REVOKE]);
  assert.doesNotMatch(await app.stored(), jwt);

  const answer = await fetch(`${stage.site.url}/wp-json/jwt-auth/v1/token/validate`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
  });
  assert.equal((await answer.json()).code, "jwt_auth_revoked_token");

  assert.equal((await app.fetch("/wp/v2/users/me")).status, 401);
  await assert.rejects(app.fetch("/wp/v2/users/me", { auth: "required" }), { sent: "no" });
  await app.reload();
  assert.equal((await app.call("ready")).status, "anonymous");
});

for (const [what, rule] of [
  ["refuses", { status: 403 }],
  ["fails", { status: 500, body: "" }],
  ["answers with HTML", { type: "text/html", body: "<h1>Bad Gateway</h1>" }],
]) {
  it(`resolves when the server ${what}`, async () => {
    const app = await stage.visit();
    await app.login();
    stage.site.setOptions({ answers: [{ route: "revoke", ...rule }] });
    assert.equal(await app.logout({ everywhere: true }), undefined);
    assert.deepEqual(await app.session(), OUT);
  });
}

it("asks a server that cannot revoke for nothing", async () => {
  stage.site.setOptions({ mode: "free" });
  const app = await stage.visit();
  await app.login();
  stage.site.clearLog();
  await app.logout();
  assert.deepEqual(stage.sent(), []);
  assert.deepEqual(await app.session(), OUT);
});

it("lets another user in afterwards", async () => {
  const app = await stage.visit();
  const { user } = await app.login("editor");
  await app.logout();
  const next = await app.login("admin");
  assert.notEqual(next.user.id, user.id);
  assert.equal((await app.json("/wp/v2/users/me")).id, next.user.id);
});
