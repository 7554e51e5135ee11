// A tab with the npm package and a tab with the Rust client, of the same app: they read each other's vault,
// and follow each other's logins, refreshes and logouts.
import assert from "node:assert/strict";
import { after, before, beforeEach, it } from "node:test";
import { fileURLToPath } from "node:url";
import { App } from "../support/app.mjs";
import { launch } from "../support/browser.mjs";
import { startMock } from "../support/mock-wordpress.mjs";
import { buildRustClient, rustFolder } from "../support/rust-client.mjs";
import { pageFolder, serveFolders } from "../support/servers.mjs";
import { PLUGIN } from "../support/stage.mjs";

const npmFolder = fileURLToPath(new URL("../../pkg/", import.meta.url));
const OUT = { status: "anonymous", reason: "logged_out" };

let site;
let pages;
let browser;
let context;

before(
  async () => {
    await buildRustClient();
    [site, pages, browser] = await Promise.all([
      startMock({ mode: "pro" }),
      serveFolders({
        "/npm/": pageFolder,
        "/npm/presskey/": npmFolder,
        "/rust/": pageFolder,
        "/rust/presskey/": rustFolder,
      }),
      launch(),
    ]);
  },
  { timeout: 1_200_000 },
);
beforeEach(async () => {
  await context?.close();
  context = await browser.newContext();
  site.setOptions({ mode: "pro" });
  site.clearLog();
});
after(() => Promise.all([browser?.close(), pages?.stop(), site?.stop()]));

async function open(kind, storage) {
  const options = { site: site.url, plugin: PLUGIN, storage };
  return new App(await context.newPage(), `${pages.url}/${kind}/`, options).open();
}

for (const storage of ["vault", "local"]) {
  for (const [one, two] of [
    ["npm", "rust"],
    ["rust", "npm"],
  ]) {
    it(`${storage}: a session of ${one} in a tab of ${two}`, async () => {
      const first = await open(one, storage);
      const waiting = await open(two, storage);
      await waiting.call("ready");
      const session = await first.login();
      assert.equal(session.persisted, true);
      assert.deepEqual((await waiting.sessionWith({ status: "authenticated" })).user, session.user);
      const later = await open(two, storage);
      assert.deepEqual(await later.call("ready"), session);
      assert.equal((await later.fetch("/wp/v2/users/me", { auth: "required" })).status, 200);
      await later.call("refresh");
      const token = await later.call("token");
      await first.run((token) => window.until(() => wp.token() === token), token);
      await later.logout();
      for (const tab of [first, waiting]) {
        assert.deepEqual(await tab.sessionWith({ status: "anonymous" }), OUT);
      }
      await first.reload();
      assert.equal((await first.call("ready")).status, "anonymous");
    });
  }
}
