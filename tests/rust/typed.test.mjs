// json::<T>() of the Rust client: what it says of a response that T does not fit.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { App } from "../support/app.mjs";
import { launch } from "../support/browser.mjs";
import { startMock } from "../support/mock-wordpress.mjs";
import { buildRustClient, rustFolder } from "../support/rust-client.mjs";
import { pageFolder, serveFolders } from "../support/servers.mjs";
import { PLUGIN } from "../support/stage.mjs";

let site;
let pages;
let browser;
let app;
let body;

before(
  async () => {
    await buildRustClient();
    [site, pages, browser] = await Promise.all([
      startMock({ mode: "pro" }),
      serveFolders({ "/rust/": pageFolder, "/rust/presskey/": rustFolder }),
      launch(),
    ]);
    const page = await browser.newPage();
    await page.route(`${site.url}/**/acme/**`, (route) =>
      route.fulfill({
        contentType: "application/json",
        headers: { "access-control-allow-origin": "*" },
        body: JSON.stringify(body),
      }),
    );
    app = await new App(page, `${pages.url}/rust/`, { site: site.url, plugin: PLUGIN }).open();
  },
  { timeout: 1_200_000 },
);
after(() => Promise.all([browser?.close(), pages?.stop(), site?.stop()]));

const SHAPE = "The response does not have the expected shape.";

for (const [given, told] of [
  [{ name: "x" }, `${SHAPE} missing field \`id\``],
  [{ id: "missing field Bearer sEcReT" }, SHAPE],
  [{ id: "missing field `sEcReT`" }, SHAPE],
  ["sEcReT", SHAPE],
]) {
  it(`${JSON.stringify(given)}: ${told.slice(SHAPE.length) || "nothing of the response"}`, async () => {
    body = given;
    const { code, message } = await app.call("id", "/acme/v1/item", { auth: "omit" }).then(
      () => assert.fail("it fits"),
      (error) => error,
    );
    assert.deepEqual([code, message], ["malformed_response", told]);
  });
}

it("gives what fits", async () => {
  body = { id: 7 };
  assert.equal(await app.call("id", "/acme/v1/item", { auth: "omit" }), 7);
});
