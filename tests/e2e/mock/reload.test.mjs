// What a reload leaves of a session.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setStage } from "../../support/stage.mjs";

const stage = setStage({ mock: true });

for (const storage of [undefined, "session", "local"]) {
  it(`${storage ?? "the default"} keeps it, without a request`, async () => {
    const app = await stage.visit({ storage });
    const session = await app.login();
    assert.equal(session.persisted, true);
    stage.site.clearLog();
    await app.reload();
    assert.deepEqual(await app.call("ready"), session);
    assert.deepEqual(stage.sent(), []);
    assert.equal(
      (await app.fetch("/wp/v2/users/me", { auth: "required" })).body.id,
      session.user.id,
    );
  });
}

it("memory does not", async () => {
  const app = await stage.visit({ storage: "memory" });
  assert.equal((await app.login()).persisted, false);
  assert.equal((await app.fetch("/wp/v2/users/me")).status, 200);
  assert.equal(await app.stored(), "[{},{}]");
  await app.reload();
  assert.deepEqual(await app.call("ready"), { status: "anonymous" });
});

it("a call need not wait for ready()", async () => {
  const app = await stage.visit();
  const { user } = await app.login();
  await app.page.reload();
  await app.page.waitForFunction(() => window.presskey);
  const id = await app.run(async (options) => {
    const wp = presskey.createClient(options);
    return (await wp.json("/wp/v2/users/me")).id;
  }, app.options);
  assert.equal(id, user.id);
});

it("a token that expired meanwhile is not sent", async () => {
  stage.site.setOptions({ lifetime: 600 });
  const app = await stage.visit();
  await app.login();
  await app.page.addInitScript(() => {
    const { now } = Date;
    Date.now = () => now() + 601_000;
  });
  stage.site.clearLog();
  await app.reload();
  assert.deepEqual(await app.call("ready"), { status: "anonymous", reason: "expired" });
  assert.equal((await app.fetch("/wp/v2/posts")).status, 200);
  assert.deepEqual(stage.calls(), ["GET /wp/v2/posts"]);
});

it("a site's session is no other site's", async () => {
  const app = await stage.visit();
  await app.login();
  const other = await app.run(async (site) => {
    const wp = presskey.createClient({ site: `${site}/blog` });
    return await wp.ready();
  }, stage.site.url);
  assert.deepEqual(other, { status: "anonymous" });
});

it("forms of the same address share a session", async () => {
  const app = await stage.visit();
  const { user } = await app.login();
  for (const form of ["/", "/wp-json", "/wp-json/", "/?rest_route=/"]) {
    const session = await app.run(
      (site, plugin) => presskey.createClient({ site, plugin }).ready(),
      stage.site.url + form,
      app.options.plugin,
    );
    assert.deepEqual(session.user, user, form);
  }
});
