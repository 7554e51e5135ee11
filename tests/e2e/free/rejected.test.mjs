// A token that the server does not accept any more: here its secret was changed.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setStage } from "../../support/stage.mjs";

const stage = setStage();
const REJECTED = { status: "anonymous", reason: "rejected" };

async function visitRejected() {
  const app = await stage.visit();
  await app.login();
  stage.site.setOptions({ secret: "another secret for tests, long enough as well" });
  stage.site.clearLog();
  return app;
}

async function assertOver(app) {
  assert.deepEqual(await app.session(), REJECTED);
  assert.doesNotMatch(await app.stored(), /eyJ/);
  stage.site.clearLog();
  assert.equal((await app.fetch("/wp/v2/posts")).status, 200);
  assert.deepEqual(stage.sent(), ["GET /wp/v2/posts"]);
  await app.reload();
  assert.equal((await app.call("ready")).status, "anonymous");
  assert.equal((await app.login()).status, "authenticated");
}

it("repeats a public GET once, as nobody", async () => {
  const app = await visitRejected();
  const { status, body } = await app.fetch("/wp/v2/posts");
  assert.equal(status, 200);
  assert.ok(body.length > 1);
  assert.deepEqual(stage.calls(), ["GET /wp/v2/posts +token", "GET /wp/v2/posts"]);
  await assertOver(app);
});

it("resolves a GET that needs a login with the answer to nobody", async () => {
  const app = await visitRejected();
  const { status, body } = await app.fetch("/wp/v2/users/me");
  assert.deepEqual([status, body.code], [401, "rest_not_logged_in"]);
  assert.deepEqual(stage.calls(), ["GET /wp/v2/users/me +token", "GET /wp/v2/users/me"]);
  await assertOver(app);
});

it("resolves a POST with the server's 403, and repeats nothing", async () => {
  const app = await visitRejected();
  const init = { method: "POST", json: { title: "x" } };
  const { status, body } = await app.fetch("/wp/v2/posts", init);
  assert.deepEqual([status, body.code], [403, "jwt_auth_invalid_token"]);
  assert.deepEqual(stage.calls(), ["POST /wp/v2/posts +token"]);
  await assertOver(app);
});

it("throws the server's 403 out of json()", async () => {
  const app = await visitRejected();
  const init = { method: "POST", json: { title: "x" } };
  await assert.rejects(app.json("/wp/v2/posts", init), (error) => {
    assert.equal(error.code, "token_rejected");
    assert.equal(error.wpCode, "jwt_auth_invalid_token");
    assert.equal(error.sent, "answered");
    assert.equal(error.response.status, 403);
    return true;
  });
  await assertOver(app);
});

it("resolves a required GET with the server's 403", async () => {
  const app = await visitRejected();
  const { status } = await app.fetch("/wp/v2/posts", { auth: "required" });
  assert.equal(status, 403);
  assert.deepEqual(stage.calls(), ["GET /wp/v2/posts +token"]);
  await assertOver(app);
});

it("ends once for many calls, none of which is lost", async () => {
  const app = await visitRejected();
  const statuses = await app.run(() =>
    Promise.all(Array.from({ length: 6 }, async () => (await wp.fetch("/wp/v2/posts")).status)),
  );
  assert.deepEqual(statuses, Array(6).fill(200));
  assert.deepEqual(await app.session(), REJECTED);
});

it("is told by validate()", async () => {
  const app = await visitRejected();
  assert.equal(await app.call("validate"), false);
  assert.deepEqual(stage.calls(), ["POST /jwt-auth/v1/token/validate +token"]);
});

it("does not take a lack of rights for it", async () => {
  const app = await stage.visit();
  const session = await app.login("subscriber");
  const init = { method: "POST", json: { title: "x" } };
  assert.equal((await app.fetch("/wp/v2/posts", init)).status, 403);
  assert.deepEqual(await app.session(), session);
});

it("tells a header that the web server keeps from a bad token", async () => {
  const app = await stage.visit();
  const session = await app.login();
  stage.site.setOptions({ strip_authorization: true });
  await assert.rejects(app.call("validate"), (error) => {
    assert.equal(error.code, "authorization_stripped");
    assert.match(error.hint, /SetEnvIf|CGIPassAuth/);
    return true;
  });
  assert.deepEqual(await app.session(), session);
});

it("names the other address when the issuer is another one", async () => {
  stage.site.setOptions({ claims: { iss: "https://elsewhere.example" } });
  const app = await stage.visit();
  await app.login();
  await assert.rejects(app.json("/wp/v2/posts", { method: "POST", json: { title: "x" } }), {
    code: "issuer_mismatch",
  });
});
