// The engine cannot be loaded: the call says so, the next one tries again, and nothing is lost.
import assert from "node:assert/strict";
import { it } from "node:test";
import { credentials } from "../support/app.mjs";
import { setStage } from "../support/stage.mjs";
import { FrontPage } from "./page.mjs";

const stage = setStage({ mock: true });

const PARTS = /\/presskey\/dist\/(engine|core|login)\.js/;
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
  assert.deepEqual(page.files.toSorted(), ["client.js", "core.js", "engine.js", "login.js"]);
  await page.run((credentials) => wp.login(credentials), credentials("editor"));
  assert.equal(page.files.length, 4);
});

const LOGIN = /\/presskey\/dist\/login\.js/;

it("what only logins need is loaded at the same time as the engine", async () => {
  const page = await FrontPage.open(stage);
  await page.create();
  // Neither arrives before all three have been asked for.
  const held = [];
  await page.page.route(PARTS, (route) => held.push(route));
  const loggedIn = page.run((credentials) => wp.login(credentials), credentials("editor"));
  while (held.length < 3) await page.page.waitForTimeout(10);
  for (const route of held) await route.continue();
  assert.equal((await loggedIn).status, "authenticated");
});

it("a call of a visitor, which has to find the REST root, asks for all three at once", async () => {
  const page = await FrontPage.open(stage);
  await page.create();
  const held = [];
  await page.page.route(PARTS, (route) => held.push(route));
  const called = page.run(async () => (await wp.fetch("/wp/v2/posts")).status);
  while (held.length < 3) await page.page.waitForTimeout(10);
  for (const route of held) await route.continue();
  assert.equal(await called, 200);
});

it("a user who returns, calls, renews and logs out never loads it", async () => {
  stage.site.setOptions({ mode: "pro" });
  const page = await FrontPage.open(stage);
  await page.returning();
  await page.page.route(LOGIN, failures["the connection breaks"]);
  await page.create();
  const told = await page.run(async () => {
    await wp.refresh();
    const { status } = await wp.fetch("/wp/v2/users/me");
    const { code } = await wp.json("/nothing/here").catch((error) => error);
    await wp.logout();
    return [status, code, wp.session.status];
  });
  assert.deepEqual(told, [200, "http_error", "anonymous"]);
  assert.ok(!page.files.includes("login.js"), page.files.join());
});

it("without it a login is not_loaded, and calls go on", async () => {
  const page = await FrontPage.open(stage);
  await page.returning();
  await page.page.route(LOGIN, failures["the file is gone"]);
  await page.create();
  const validate = () => wp.validate();
  assert.equal((await page.rejects(validate)).code, "not_loaded");
  const login = (credentials) => wp.login(credentials);
  const error = await page.rejects(login, credentials("editor"));
  assert.deepEqual([error.code, error.sent], ["not_loaded", "no"]);
  assert.equal(await page.run(async () => (await wp.fetch("/wp/v2/users/me")).status), 200);
  await page.page.unroute(LOGIN);
  assert.equal(await page.run(validate), true);
});
