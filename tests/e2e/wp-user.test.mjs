// "WP User": all its own responses have status 200, and no page of another origin may read them.
import assert from "node:assert/strict";
import { it } from "node:test";
import { cures } from "../faults/cures.mjs";
import { setStage } from "../support/stage.mjs";

const stage = setStage({ server: "wp-user" });
const ME = "/wp/v2/users/me";
/** The result of an unreadable response. */
const cured = ({ code, sent, hint }) =>
  code === "cors_blocked" && sent === "maybe" && hint.includes(`\`${cures.early}\``);
const own = { own: true, path: "/index.html" };

it("is found by itself, and logs in from a page of the site itself", async () => {
  const app = await stage.visit({ plugin: "auto" }, own);
  const session = await app.login();
  assert.equal(session.plugin, "wp-user");
  assert.equal(session.user.username, "editor");
  assert.ok(stage.calls().length <= 3, stage.calls().join());
  assert.equal((await app.json(ME, { auth: "required" })).id, session.user.id);
  assert.equal(await app.call("validate"), true);
  await assert.rejects(app.call("refresh"), { code: "refresh_unsupported" });
  await app.reload();
  assert.equal((await app.call("ready")).status, "authenticated");
});

it("says invalid_credentials for a wrong password, with the server's words", async () => {
  const app = await stage.visit({}, own);
  const wanted = { code: "invalid_credentials", serverMessage: /^Invalid username or password/ };
  await assert.rejects(app.login("editor", "wrong-4711"), wanted);
});

it("logs in with a code in place of the password", async () => {
  stage.site.setOptions({ otp: { editor: "123456" } });
  const app = await stage.visit({}, own);
  const credentials = { username: "editor", password: " ", otp: "123456" };
  assert.equal((await app.call("login", credentials)).user.username, "editor");
});

it("says plugin_missing while its REST routes are off", async () => {
  stage.site.setOptions({ rest_api: false });
  const app = await stage.visit({}, own);
  await assert.rejects(app.login(), { code: "plugin_missing" });
});

it("notices a token that is ignored when it is asked", async () => {
  const app = await stage.visit({}, own);
  await app.login();
  stage.site.setOptions({ secret: "another secret, long enough for anything" });
  assert.equal(await app.call("validate"), false);
  assert.deepEqual(await app.session(), { status: "anonymous", reason: "rejected" });
});

it("says cors_blocked where the page may not read the answer, with the line that cures it", async () => {
  const app = await stage.visit();
  for (const secret of [undefined, "wrong-4711"]) {
    await assert.rejects(app.login("editor", secret), cured);
    assert.deepEqual(await app.session(), { status: "anonymous" });
  }
  stage.site.setOptions({ must_use: cures.early });
  const wrong = { code: "invalid_credentials", sent: "answered" };
  await assert.rejects(app.login("editor", "wrong-4711"), wrong);
  assert.equal((await app.login()).user.username, "editor");
  assert.equal((await app.json(ME, { auth: "required" })).slug, "editor");
});
