// A fixed key with every call, as sites write such servers for themselves.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setStage } from "../support/stage.mjs";

const stage = setStage({ server: "api-key" });
const KEY = "a-key-for-tests-only";
const ME = "/wp/v2/users/me";
/** A server that wants the key in a header of its own. */
const header = { id: "api-key", scheme: "", header: "X-API-Key" };

for (const [mode, plugin] of [
  ["bearer", "api-key"],
  ["header", header],
]) {
  it(`logs in and calls: ${mode}`, async () => {
    stage.site.setOptions({ mode });
    const app = await stage.visit({ plugin });
    const session = await app.call("login", { apiKey: KEY });
    assert.equal(session.plugin, "api-key");
    assert.equal(session.user.username, "editor");
    assert.equal(session.persisted, false);
    assert.equal((await app.json(ME, { auth: "required" })).id, session.user.id);
    assert.ok(!(await app.stored()).includes(KEY));
    const elsewhere = await app.fetch(`${stage.pages.url}/`);
    assert.equal(elsewhere.status, 200);
    await app.logout();
    assert.equal((await app.fetch(ME)).status, 401);
  });

  it(`says invalid_credentials for a wrong key: ${mode}`, async () => {
    stage.site.setOptions({ mode });
    const app = await stage.visit({ plugin });
    await assert.rejects(app.call("login", { apiKey: "wrong-4711" }), {
      ...{ code: "invalid_credentials", wpCode: "rest_invalid_api_key", status: 401 },
    });
    await assert.rejects(app.call("login", {}), { code: "invalid_option", sent: "no" });
  });
}

it("ends when the key is withdrawn", async () => {
  const app = await stage.visit();
  await app.call("login", { apiKey: KEY });
  stage.site.setOptions({ api_key: "another" });
  assert.equal((await app.fetch("/wp/v2/posts")).status, 200);
  assert.deepEqual(await app.session(), { status: "anonymous", reason: "rejected" });
});
