// Otherwise nobody would notice a driver that starts another browser.
import assert from "node:assert/strict";
import { it } from "node:test";
import { browserName } from "../../support/browser.mjs";
import { setStage } from "../../support/stage.mjs";

const stage = setStage({ mock: true });

const agents = {
  chromium: /Chrome\/\d/,
  firefox: /Gecko\/\d+ Firefox\/\d/,
  webkit: /AppleWebKit\/[\d.]+ \(KHTML, like Gecko\) Version\/[\d.]+ Safari\/[\d.]+$/,
};

it("is the one that PRESSKEY_BROWSER names", async () => {
  const page = await stage.page("/blank.html");
  assert.match(await page.evaluate(() => navigator.userAgent), agents[browserName]);
});
