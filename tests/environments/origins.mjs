// Pages that are no web site's: files, and pages with a scheme of their own. Electron's and Capacitor's
// are of these kinds (`file://`, `app://`, `capacitor://localhost`); npm has neither program, so
// Chromium opens a file, and an extension's page for the scheme of its own.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { tools } from "../../scripts/setup/tools.mjs";
import { startWordPress } from "../support/wordpress.mjs";
import { HELLO } from "./world.mjs";

/** Its origin is `null`, which WordPress allows. */
async function file(world) {
  const folder = await world.project("inlined");
  await world.build(folder);
  const url = String(pathToFileURL(join(folder, "dist/index.html")));
  await world.greets(url, async (tab) => {
    assert.equal(await tab.evaluate(() => origin), "null");
    assert.equal(await tab.evaluate(() => Object.keys(sessionStorage).length > 0), true);
  });
}

/** Chromium's name for an extension that is a folder. */
const idOf = (folder) =>
  createHash("sha256")
    .update(folder)
    .digest("hex")
    .slice(0, 32)
    .replace(/./g, (digit) => "abcdefghijklmnop"[Number.parseInt(digit, 16)]);

/** What an extension's page says, in a profile of its own. */
async function extensionSays(world, folder) {
  const browser = await chromium.launchPersistentContext("", {
    executablePath: tools.chromium,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-features=DisableLoadExtensionCommandLineSwitch",
      `--disable-extensions-except=${folder}`,
      `--load-extension=${folder}`,
    ],
  });
  try {
    const tab = await browser.newPage();
    await tab.goto(world.address(`chrome-extension://${idOf(folder)}/page.html`));
    await tab.waitForFunction(() => document.querySelector("output")?.textContent);
    return await tab.textContent("output");
  } finally {
    await browser.close();
  }
}

/** WordPress knows no such scheme until it has the lines of the hint. */
async function ownScheme(world) {
  const folder = await world.project("extension");
  await world.build(folder);
  const before = await extensionSays(world, folder);
  assert.match(before, /^cors_blocked: /);
  const [, lines] = /`(<\?php .*?)`/.exec(before) ?? [];
  assert.ok(lines, before);
  const plugin = join(folder, "app-origin");
  await mkdir(plugin);
  await writeFile(join(plugin, "app-origin.php"), `${lines}\n/* Plugin Name: App origin */\n`);
  const site = await startWordPress({ plugins: { "app-origin": plugin } });
  try {
    assert.equal(await extensionSays(world.at(site.url), folder), HELLO);
  } finally {
    await site.stop();
  }
}

export const origins = [
  { name: "a page at file://, as in Electron", real: true, often: true, run: file },
  {
    name: "a page with a scheme of its own, as in Capacitor and Electron",
    real: true,
    run: ownScheme,
  },
];
