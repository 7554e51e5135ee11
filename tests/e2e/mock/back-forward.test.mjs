// A page that comes back from the browser's back-forward cache.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { App } from "../../support/app.mjs";
import { keepsPages, launch } from "../../support/browser.mjs";
import { setStage } from "../../support/stage.mjs";

const stage = setStage({ mock: true });
let browser;

before(async () => {
  browser = await launch(keepsPages);
});
after(() => browser?.close());

/** A page that was left after a login, and another one of the same visitor. */
async function left(client) {
  const context = await browser.newContext();
  const options = { site: stage.site.url, plugin: stage.plugin, ...client };
  const open = async () => new App(await context.newPage(), `${stage.pages.url}/`, options).open();
  const app = await open();
  await app.login();
  await app.run(() => {
    addEventListener("pageshow", ({ persisted }) => {
      window.cameBack = persisted;
    });
  });
  await app.page.goto("about:blank");
  return { app, open, context };
}

/** Without goBack(), which waits for a navigation: Firefox reports none for a page of the cache. */
async function back({ page }) {
  await page.evaluate(() => void setTimeout(() => history.back()));
  await page.waitForFunction(() => window.cameBack);
}

it("a session is still there when its page comes back", async () => {
  const { app, context } = await left({ storage: "session" });
  await back(app);
  assert.equal((await app.session()).status, "authenticated");
  assert.equal((await app.fetch("/wp/v2/users/me", { auth: "required" })).status, 200);
  await context.close();
});

it("a page that comes back after another one logged out is logged out", async () => {
  const { app, open, context } = await left({ storage: "local", storageKey: "shared" });
  const two = await open();
  await two.call("ready");
  // Nothing that is said aloud reaches a page in the cache, nor may it, or the browser drops it.
  await two.run(() => {
    BroadcastChannel.prototype.postMessage = () => {};
  });
  await two.logout();
  await back(app);
  assert.deepEqual(await app.sessionWith({ status: "anonymous" }), {
    status: "anonymous",
    reason: "logged_out",
  });
  await context.close();
});
