// What a page's Content-Security-Policy allows; the policies are in tests/support/servers.mjs.
import assert from "node:assert/strict";
import { it } from "node:test";
import { credentials } from "../../support/app.mjs";
import { entry } from "../../support/servers.mjs";
import { setStage } from "../../support/stage.mjs";

const stage = setStage({ mock: true });
const withoutWasm = entry === "js.js";

/** In the page, since Firefox's driver takes a report of the policy for an uncaught error. */
function collectUncaught() {
  window.uncaught = [];
  addEventListener("error", ({ message }) => window.uncaught.push(message));
  addEventListener("unhandledrejection", ({ reason }) => window.uncaught.push(String(reason)));
}

/** What calls come to on a page with that policy, which must go on whatever they do. */
async function outcomes(path) {
  const page = await stage.page(path, collectUncaught);
  await page.waitForFunction(() => window.ran);
  const given = [stage.site.url, stage.site.token(2), credentials("editor")];
  const found = await page.evaluate((given) => window.outcomes(...given), given);
  assert.deepEqual(await page.evaluate(() => window.uncaught), []);
  return found;
}

async function works(path) {
  const { decode, login } = await outcomes(path);
  assert.equal(decode.value, "2");
  assert.equal(login.value, "authenticated");
}

it("without 'wasm-unsafe-eval', says what to allow; presskey/js needs nothing", async () => {
  if (withoutWasm) return works("/csp.html");
  for (const [what, { error }] of Object.entries(await outcomes("/csp.html"))) {
    assert.ok(error?.ours, what);
    assert.equal(error.code, "wasm_unavailable");
    assert.equal(error.sent, "no");
    assert.match(error.hint, /'wasm-unsafe-eval'/);
    assert.match(error.hint, /presskey\/js/);
  }
  assert.deepEqual(stage.sent(), []);
});

it("with 'wasm-unsafe-eval', works", () => works("/csp-wasm.html"));
