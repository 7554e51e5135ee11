// The engine cannot be loaded: the call says so, the next one tries again, and nothing is lost.
import assert from "node:assert/strict";
import { it } from "node:test";
import { credentials } from "../support/app.mjs";
import { setStage } from "../support/stage.mjs";
import { FrontPage } from "./page.mjs";

const stage = setStage({ mock: true });

const PARTS = /\/presskey\/dist\/(engine|core)\.js/;
const failures = {
  "the connection breaks": (route) => route.abort(),
  "the file is gone": (route) => route.fulfill({ status: 404, body: "Not found" }),
  "the server answers with a page": (route) =>
    route.fulfill({ contentType: "text/html", body: "<!doctype html><title>App</title>" }),
};

for (const [what, fail] of Object.entries(failures)) {
  it(`${what}: not_loaded, and the next call tries again`, async () => {
    const page = await FrontPage.open(stage);
    await page.create();
    await page.page.route(PARTS, fail);
    const login = (credentials) => wp.login(credentials);
    const error = await page.rejects(login, credentials("editor"));
    assert.deepEqual([error.code, error.sent, error.ours], ["not_loaded", "no", true]);
    assert.equal((await page.rejects(() => wp.preload())).code, "not_loaded");
    assert.deepEqual(stage.sent(), []);
    await page.page.unroute(PARTS);
    const status = await page.run(
      async (credentials) => (await wp.login(credentials)).status,
      credentials("editor"),
    );
    assert.equal(status, "authenticated");
  });
}

it("a file that holds something else is not_loaded; only a reload cures that", async () => {
  const page = await FrontPage.open(stage);
  await page.create();
  const answer = { contentType: "text/javascript", body: "<!doctype html>" };
  await page.page.route(PARTS, (route) => route.fulfill(answer));
  assert.equal((await page.rejects(() => wp.preload())).code, "not_loaded");
});

it("a session that is shown stays, and its calls go on", async () => {
  const page = await FrontPage.open(stage);
  const { session } = await page.returning();
  await page.page.route(PARTS, failures["the file is gone"]);
  await page.create();
  assert.equal((await page.rejects(() => wp.preload())).code, "not_loaded");
  assert.deepEqual(await page.run(() => wp.session), session);
  assert.equal(await page.run(async () => (await wp.fetch("/wp/v2/users/me")).status), 200);
});

it("preload() loads what a login needs", async () => {
  const page = await FrontPage.open(stage);
  await page.create();
  await page.run(() => wp.preload());
  assert.deepEqual(page.files.toSorted(), ["client.js", "core.js", "engine.js"]);
  await page.run((credentials) => wp.login(credentials), credentials("editor"));
  assert.equal(page.files.length, 3);
});
