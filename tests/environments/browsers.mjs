// Browsers other than Chromium: the pages without a build step, and the crate's own tests.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { execa } from "execa";
import getPort from "get-port";
import { root, which } from "../../scripts/setup/shell.mjs";
import { wasmTests } from "../../scripts/test/wasm.mjs";
import { browsers } from "../faults/browsers.mjs";
import { serveFolders } from "../support/servers.mjs";
import { HELLO, waitFor } from "./world.mjs";

const geckodriver = () => which("geckodriver");

/** MiniBrowser comes with the library, outside of PATH. */
function miniBrowser() {
  const libraries = "/usr/lib";
  const folders = existsSync(libraries) ? readdirSync(libraries) : [];
  return folders
    .map((folder) => join(libraries, folder, "webkit2gtk-4.1/MiniBrowser"))
    .find(existsSync);
}

/** What the pages without a build step say in a browser. */
const visits = (open) => async (world) => {
  const folder = await world.project("plain");
  const server = await serveFolders({ "/": folder });
  const { textOf, stop } = await open(world);
  try {
    for (const page of ["index.html", "js.html", "url.html"]) {
      assert.equal(await textOf(world.address(`${server.url}/${page}`)), HELLO, page);
    }
  } finally {
    await stop();
    await server.stop();
  }
};

async function openFirefox() {
  const browser = await browsers.Firefox.launch();
  const textOf = async (address) => {
    const page = await browser.newPage();
    await page.goto(address);
    await page.waitForFunction(() => document.querySelector("output")?.textContent);
    return page.$eval("output", ({ textContent }) => textContent);
  };
  return { textOf, stop: () => browser.close() };
}

async function openWebKit(world) {
  const folder = await world.project("webkit");
  const { Builder } = createRequire(join(folder, "package.json"))("selenium-webdriver");
  const port = await getPort({ host: "127.0.0.1" });
  const args = ["-a", "WebKitWebDriver", "--host=127.0.0.1", `--port=${port}`];
  const server = execa("xvfb-run", args, { detached: true, reject: false });
  const stop = async () => {
    process.kill(-server.pid);
    await server;
  };
  try {
    const url = `http://127.0.0.1:${port}`;
    await waitFor(`${url}/status`);
    const browserOptions = { binary: miniBrowser(), args: ["--automation"] };
    const driver = await new Builder()
      .withCapabilities({ browserName: "MiniBrowser", "webkitgtk:browserOptions": browserOptions })
      .usingServer(url)
      .build();
    const textOf = async (address) => {
      // Browsers do not reload for an address that differs only after the #.
      await driver.get("about:blank");
      await driver.get(address);
      const said = () =>
        driver.executeScript("return document.querySelector('output')?.textContent");
      return driver.wait(said, 30_000);
    };
    return { textOf, stop: () => driver.quit().then(stop) };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The crate's own tests, in the browser of this driver. */
const crate = (driver) => async () => {
  const [command, args, env] = wasmTests(driver());
  const { all } = await execa(command, args, { cwd: root, env, all: true, timeout: 600_000 });
  assert.match(all, /^test result: ok\. [1-9]/m);
};

const missingOf = (programs, remedy) => () => {
  const missing = Object.keys(programs).filter((name) => !programs[name]());
  return missing.length ? `no ${missing.join(", no ")} (${remedy})` : undefined;
};

export const otherBrowsers = [
  {
    name: "Firefox",
    often: true,
    missing: () => browsers.Firefox.skip || undefined,
    run: visits(openFirefox),
  },
  {
    name: "Firefox: the tests of the crate",
    missing: missingOf(
      { Firefox: () => which("firefox") ?? which("firefox-esr"), geckodriver },
      "apt-get install firefox-esr; cargo install geckodriver",
    ),
    run: crate(() => ({ GECKODRIVER: geckodriver() })),
  },
  {
    name: "WebKitGTK",
    missing: missingOf(
      {
        MiniBrowser: miniBrowser,
        WebKitWebDriver: () => which("WebKitWebDriver"),
        "xvfb-run": () => which("xvfb-run"),
      },
      "apt-get install webkit2gtk-driver xvfb",
    ),
    run: visits(openWebKit),
  },
];
