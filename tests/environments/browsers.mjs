// Browsers other than Chromium, driven by WebDriver: the page without a build step, a bundle and
// presskey/js; and the crate's own tests.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import getPort from "get-port";
import { root, which } from "../../scripts/setup/shell.mjs";
import { tools } from "../../scripts/setup/tools.mjs";
import { serveFolders } from "../support/servers.mjs";
import { HELLO, waitFor } from "./world.mjs";

const firefox = () => ["firefox-esr", "firefox"].map(which).find(Boolean);

/** MiniBrowser comes with the library, outside of PATH. */
function miniBrowser() {
  const libraries = "/usr/lib";
  const found = existsSync(libraries) ? readdirSync(libraries) : [];
  return found
    .map((folder) => join(libraries, folder, "webkit2gtk-4.1/MiniBrowser"))
    .find(existsSync);
}

const missingOf = (needed) => () => {
  const missing = Object.keys(needed).filter((name) => !needed[name]());
  return missing.length ? `no ${missing.join(", no ")}` : undefined;
};

/** What the pages of a project say in a browser. */
const visits = (open) => async (world) => {
  const folder = await world.project("plain");
  const drivers = await world.project("browsers");
  const selenium = createRequire(join(drivers, "package.json"))("selenium-webdriver");
  const server = await serveFolders({ "/": folder });
  const { driver, stop } = await open(selenium, drivers);
  try {
    for (const page of ["index.html", "js.html", "url.html"]) {
      // An address that differs only behind the # would not be loaded anew.
      await driver.get("about:blank");
      await driver.get(world.address(`${server.url}/${page}`));
      const said = () =>
        driver.executeScript("return document.querySelector('output')?.textContent");
      await driver.wait(said, 30_000);
      assert.equal(await said(), HELLO, page);
    }
  } finally {
    await driver.quit();
    await stop();
    await server.stop();
  }
};

async function openFirefox({ Builder }, folder) {
  const { Options, ServiceBuilder } = createRequire(join(folder, "package.json"))(
    "selenium-webdriver/firefox",
  );
  const driver = await new Builder()
    .forBrowser("firefox")
    .setFirefoxOptions(new Options().setBinary(firefox()).addArguments("-headless"))
    .setFirefoxService(new ServiceBuilder(which("geckodriver")))
    .build();
  return { driver, stop: async () => {} };
}

async function openWebKit({ Builder }) {
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
      .withCapabilities({
        browserName: "MiniBrowser",
        "webkitgtk:browserOptions": browserOptions,
      })
      .usingServer(url)
      .build();
    return { driver, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The crate's own tests, in a browser of their choice. */
const crate = (args) => async () => {
  const PATH = tools.wasmBindgenFolder + delimiter + process.env.PATH;
  const { all } = await execa("wasm-pack", ["test", "--headless", ...args()], {
    cwd: root,
    env: { PATH },
    all: true,
    timeout: 600_000,
  });
  assert.match(all, /^test result: ok\. [1-9]/m);
};

const needsFirefox = { firefox, geckodriver: () => which("geckodriver") };
const needsWebKit = {
  MiniBrowser: miniBrowser,
  WebKitWebDriver: () => which("WebKitWebDriver"),
  "xvfb-run": () => which("xvfb-run"),
};

export const browsers = [
  {
    name: "Firefox",
    missing: missingOf(needsFirefox),
    run: visits(openFirefox),
  },
  {
    name: "WebKitGTK",
    missing: missingOf(needsWebKit),
    run: visits(openWebKit),
  },
  {
    name: "wasm-pack test --headless --firefox",
    missing: missingOf(needsFirefox),
    run: crate(() => ["--firefox", "--geckodriver", which("geckodriver")]),
  },
];
