// What else WordPress says to a login: an error of the right code, and the session stays.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setStage } from "../../support/stage.mjs";

const MALFORMED = { code: "malformed_response", sent: "answered" };

const stage = setStage();

for (const [what, options, wanted] of [
  [
    "a PHP notice before the JSON",
    { before_json: "<br />\n<b>Notice</b>: Undefined index\n" },
    { ...MALFORMED, status: 200, hint: /display_errors/ },
  ],
  [
    "an HTML page",
    { answers: [{ route: "token$", type: "text/html", body: "<!doctype html><h1>Hello</h1>" }] },
    { ...MALFORMED, status: 200, hint: /HTML/ },
  ],
  ["nothing", { answers: [{ route: "token$", body: "" }] }, { ...MALFORMED, status: 200 }],
  ["half an answer", { answers: [{ route: "token$", truncate: 60 }] }, MALFORMED],
  ["a token that is none", { login_fields: { token: "abc" } }, MALFORMED],
  ["a number for a token", { login_fields: { token: 7 } }, MALFORMED],
  ["no token", { login_fields: { token: null } }, MALFORMED],
]) {
  it(`${what}: ${wanted.code}`, async () => {
    const app = await stage.visit();
    const session = await app.login("editor");
    stage.site.setOptions(options);
    await assert.rejects(app.login("admin"), wanted);
    assert.deepEqual(await app.session(), session);
    stage.site.setOptions();
    assert.equal((await app.json("/wp/v2/users/me")).id, session.user.id);
  });
}

it("a failure inside of a 200: invalid_credentials", async () => {
  const app = await stage.visit();
  const session = await app.login("editor");
  stage.site.setOptions({ answers: [{ route: "token$", status: 200 }] });
  await assert.rejects(app.login("admin", "wrong-4711"), { code: "invalid_credentials" });
  assert.deepEqual(await app.session(), session);
});
