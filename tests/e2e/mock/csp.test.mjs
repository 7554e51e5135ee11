// A page whose Content-Security-Policy forbids wasm.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setStage } from "../../support/stage.mjs";

const stage = setStage({ mock: true });

it("says what to allow, and leaves the page's own modules alone", async () => {
  const page = await stage.page("/csp.html");
  const uncaught = [];
  page.on("pageerror", (error) => uncaught.push(error.message));
  await page.waitForFunction(() => window.ran);
  const outcomes = await page.evaluate((site) => window.outcomes(site), stage.site.url);
  for (const [what, error] of Object.entries(outcomes)) {
    assert.ok(error?.ours, what);
    assert.equal(error.code, "wasm_unavailable");
    assert.equal(error.sent, "no");
    assert.match(error.hint, /'wasm-unsafe-eval'/);
    assert.match(error.hint, /presskey\/js/);
  }
  assert.deepEqual(uncaught, []);
  assert.deepEqual(stage.sent(), []);
});
