// "Simple JWT Authentication": tokens that renew themselves while they are valid.
import assert from "node:assert/strict";
import { it } from "node:test";
import { jwt } from "../support/app.mjs";
import { setStage } from "../support/stage.mjs";

const stage = setStage({ server: "simple-jwt-authentication" });
const BASE = "/simple-jwt-authentication/v1/token";
const ME = "/wp/v2/users/me";

async function visitLoggedIn(client) {
  const app = await stage.visit(client);
  await app.login();
  await app.fetch(ME);
  stage.site.clearLog();
  return app;
}

it("is found by itself, and logs in", async () => {
  const app = await stage.visit({ plugin: "auto" });
  const session = await app.login();
  assert.equal(session.plugin, "simple-jwt-authentication");
  assert.equal(session.canRefresh, true);
  assert.equal(session.user.displayName, "Edith Editor");
  assert.ok(stage.calls().length <= 3, stage.calls().join());
  assert.equal((await app.json(ME, { auth: "required" })).id, session.user.id);
  assert.equal(await app.call("validate"), true);
  await app.reload();
  assert.equal((await app.call("ready")).status, "authenticated");
});

it("says invalid_credentials for a wrong password", async () => {
  const app = await stage.visit();
  const wpCode = "[jwt_auth] incorrect_password";
  const wanted = { code: "invalid_credentials", wpCode, status: 403, sent: "answered" };
  await assert.rejects(app.login("editor", "wrong-4711"), wanted);
  stage.site.setOptions({ bad_config: true });
  await assert.rejects(app.login(), { code: "server_misconfigured" });
});

it("renews a valid token", async () => {
  const app = await visitLoggedIn();
  const before = await app.call("token");
  await app.call("refresh");
  assert.notEqual(await app.call("token"), before);
  assert.deepEqual(stage.calls(), [`POST ${BASE}/refresh +token`]);
  assert.equal((await app.fetch(ME, { auth: "required" })).status, 200);
});

it("renews by itself before the token expires", async () => {
  stage.site.setOptions({ lifetime: 12 });
  const app = await stage.visit();
  const { expiresAt } = await app.login();
  await app.run(async (before) => window.until(() => wp.session.expiresAt !== before), expiresAt);
  assert.equal((await app.session()).status, "authenticated");
});

it("ends when the server refuses the token, and goes on as a visitor", async () => {
  const app = await visitLoggedIn();
  stage.site.setOptions({ secret: "another secret, long enough for anything" });
  assert.equal((await app.fetch("/wp/v2/posts")).status, 200);
  assert.deepEqual(await app.session(), { status: "anonymous", reason: "rejected" });
  assert.doesNotMatch(await app.stored(), jwt);
});

it("revokes the token on logout", async () => {
  const app = await visitLoggedIn();
  const token = await app.call("token");
  await app.logout();
  assert.deepEqual(stage.calls(), [`POST ${BASE}/revoke +token`]);
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${stage.site.url}/wp-json${BASE}/validate`, {
    method: "POST",
    headers,
  });
  assert.equal((await answer.json()).code, "jwt_auth_token_revoked");
});
