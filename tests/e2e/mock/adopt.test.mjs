// login({ token }): a token from elsewhere is kept only if the server accepts it.
import assert from "node:assert/strict";
import { it } from "node:test";
import { sign } from "../../support/mock-wordpress.mjs";
import { setStage } from "../../support/stage.mjs";

const stage = setStage({ mock: true });
const VALIDATE = "POST /jwt-auth/v1/token/validate +token";

it("adopts one that the server accepts", async () => {
  const app = await stage.visit();
  const token = stage.site.token();
  const session = await app.call("login", { token });
  assert.deepEqual([session.status, session.user.id], ["authenticated", 2]);
  assert.deepEqual(stage.calls(), [VALIDATE]);
  assert.equal(await app.call("token"), token);
  assert.equal((await app.fetch("/wp/v2/users/me", { auth: "required" })).body.id, 2);
  await app.reload();
  assert.equal((await app.call("ready")).status, "authenticated");
});

for (const [what, make, sent] of [
  ["is expired", () => stage.site.token(2, { exp: 1_600_000_000 }), []],
  [
    "is signed by somebody else",
    () => sign({ data: { user: { id: "1" } } }, "another"),
    [VALIDATE],
  ],
  ["is none", () => "not.a.token", []],
  ["is none at all", () => "undefined", []],
]) {
  it(`refuses one that ${what}: token_rejected, and the session stays`, async () => {
    const app = await stage.visit();
    const session = await app.login("editor");
    stage.site.clearLog();
    const token = make();
    await assert.rejects(app.call("login", { token }), (error) => {
      assert.equal(error.code, "token_rejected");
      assert.ok(!error.everything.includes(token) || token === "undefined");
      assert.equal(error.response, undefined);
      return true;
    });
    assert.deepEqual(stage.calls(), sent);
    assert.deepEqual(await app.session(), session);
  });
}

it("adopts nothing when the server cannot be asked", async () => {
  const app = await stage.visit();
  stage.site.setOptions({ answer: () => "break" });
  const login = app.call("login", { token: stage.site.token() });
  await assert.rejects(login, { code: "unreachable" });
  assert.deepEqual(await app.session(), { status: "anonymous" });
});

it("adopts a refresh token along with it", async () => {
  stage.site.setOptions({ mode: "pro" });
  const origin = await stage.visit();
  await origin.login();
  const stored = await origin.stored();
  const [token] = stored.match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/);
  const [refreshToken] = stored.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/);
  const app = await stage.visit();
  const session = await app.call("login", { token, refreshToken });
  assert.equal(session.canRefresh, true);
  assert.equal((await app.call("refresh")).status, "authenticated");
});

for (const [what, value] of [
  ["nothing", undefined],
  ["no object", "editor"],
  ["an empty object", {}],
  ["no password", { username: "editor" }],
  ["a password that is no text", { username: "editor", password: 7 }],
  ["a code that nobody asked for", { code: "123456" }],
  ["keys of other servers", { apiKey: "k" }],
]) {
  it(`credentials that are ${what} are refused before anything is sent`, async () => {
    const app = await stage.visit();
    await assert.rejects(app.call("login", value), { code: "invalid_option", sent: "no" });
    assert.deepEqual(stage.sent(), []);
  });
}
