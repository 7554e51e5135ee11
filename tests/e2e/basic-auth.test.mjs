// "JSON Basic Authentication": the user's own password with every call.
import assert from "node:assert/strict";
import { it } from "node:test";
import { password } from "../support/app.mjs";
import { setStage } from "../support/stage.mjs";

const stage = setStage({ server: "basic-auth" });
const ME = "/wp/v2/users/me";

it("logs in, calls, and keeps the password in memory", async () => {
  const app = await stage.visit();
  const session = await app.login();
  assert.deepEqual(stage.calls(), ["GET /", `GET ${ME} +token`]);
  assert.equal(session.plugin, "basic-auth");
  assert.equal(session.user.username, "editor");
  assert.equal(session.persisted, false);
  assert.equal((await app.json(ME, { auth: "required" })).id, session.user.id);
  const init = { method: "POST", json: { title: "By Basic" } };
  assert.equal((await app.fetch("/wp/v2/posts", init)).status, 201);
  assert.equal(await app.call("validate"), true);
  assert.ok(!(await app.stored()).includes(btoa(`editor:${password("editor")}`)));
  await app.reload();
  assert.equal((await app.call("ready")).status, "anonymous");
});

it("keeps it for a reload where the app says so", async () => {
  const app = await stage.visit({ storage: "session" });
  await app.login();
  await app.reload();
  assert.equal((await app.call("ready")).user.username, "editor");
  assert.equal((await app.fetch(ME, { auth: "required" })).status, 200);
});

for (const username of ["unicode", "equals"]) {
  it(`takes the password of ${username}`, async () => {
    const app = await stage.visit();
    assert.equal((await app.login(username)).user.username, username);
  });
}

for (const [wpCode, username] of [
  ["incorrect_password", "editor"],
  ["invalid_username", "nobody-4711"],
  ["invalid_email", "nobody-4711@example.com"],
]) {
  it(`says invalid_credentials for ${wpCode}`, async () => {
    const app = await stage.visit();
    const wanted = { code: "invalid_credentials", wpCode, status: 500, sent: "answered" };
    await assert.rejects(app.login(username, "wrong-4711"), wanted);
    assert.deepEqual(await app.session(), { status: "anonymous" });
  });
}

it("ends when the password is refused", async () => {
  const app = await stage.visit();
  await app.login();
  const body = '{"code":"incorrect_password","message":"Wrong","data":null}';
  stage.site.setOptions({
    answers: [{ route: "posts", method: "GET", times: 1, status: 500, body }],
  });
  stage.site.clearLog();
  assert.equal((await app.fetch("/wp/v2/posts")).status, 200);
  assert.deepEqual(stage.calls(), ["GET /wp/v2/posts +token", "GET /wp/v2/posts"]);
  assert.deepEqual(await app.session(), { status: "anonymous", reason: "rejected" });
});

it("forgets the password on logout, which the server need not know", async () => {
  const app = await stage.visit();
  await app.login();
  stage.site.clearLog();
  await app.logout();
  assert.deepEqual(stage.sent(), []);
  assert.equal((await app.fetch(ME)).status, 401);
});

it("refuses what Basic cannot carry, before it is sent", async () => {
  const app = await stage.visit();
  await assert.rejects(app.login("a:b", "x"), { code: "invalid_option", sent: "no" });
  await assert.rejects(app.call("login", { username: "a" }), { code: "invalid_option" });
  assert.deepEqual(stage.sent(), ["GET /"]);
});
