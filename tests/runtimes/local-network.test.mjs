// Chromium asks before a page of a public address may reach this machine (since 142). Here the
// page's own address counts as public.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { credentials } from "../support/app.mjs";
import { launch } from "../support/chromium.mjs";
import { startMock } from "../support/mock-wordpress.mjs";
import { servePages } from "../support/servers.mjs";

let pages;
let site;
let browser;
before(async () => {
  [pages, site] = await Promise.all([servePages(), startMock()]);
  browser = await launch({
    args: [
      `--ip-address-space-overrides=${new URL(pages.url).host}=public`,
      "--enable-features=LocalNetworkAccessChecks",
    ],
  });
});
after(() => Promise.all([browser?.close(), pages?.stop(), site?.stop()]));

/** What a login says to a user who has answered Chromium's question. */
async function loginAfter(setting) {
  const context = await browser.newContext();
  const tab = await context.newPage();
  await tab.goto(pages.url);
  await tab.waitForFunction(() => window.presskey);
  const session = await context.newCDPSession(tab);
  const { targetInfo } = await session.send("Target.getTargetInfo");
  for (const name of ["local-network-access", "loopback-network", "local-network"]) {
    await session.send("Browser.setPermission", {
      permission: { name },
      setting,
      origin: pages.url,
      browserContextId: targetInfo.browserContextId,
    });
  }
  try {
    return await tab.evaluate(
      async ([site, credentials]) => {
        const wp = window.presskey.createClient({ site, storage: "memory" });
        try {
          return { status: (await wp.login(credentials)).status };
        } catch ({ code, hint }) {
          return { code, hint };
        } finally {
          wp.close();
        }
      },
      [site.url, credentials("editor")],
    );
  } finally {
    await context.close();
  }
}

it("the hint names the permission that the user has refused", async () => {
  const { code, hint } = await loginAfter("denied");
  assert.equal(code, "unreachable");
  assert.match(hint, /Local network access/);
  assert.deepEqual(await loginAfter("granted"), { status: "authenticated" });
});
