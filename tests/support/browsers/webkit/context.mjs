// A visitor: one session of WebKitWebDriver, which starts a browser with an empty profile.
import { spawn } from "node:child_process";
import { EventEmitter } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import getPort from "get-port";
import { Builder, Capabilities } from "selenium-webdriver";
import { findWebKit } from "../../../../scripts/setup/webkit.mjs";
import { Page, soon } from "./page.mjs";
import { startProxy } from "./proxy.mjs";

/** A page may open windows although nobody has clicked. */
const POPUPS = "--javascript-can-open-windows-automatically=true";

export class Context extends EventEmitter {
  #pages = new Map();
  #last = Promise.resolve();
  #closing;

  static async start(display) {
    const context = new Context();
    const proxy = await startProxy(context);
    const port = await getPort({ host: "127.0.0.1" });
    const { driver: command, browser } = findWebKit();
    const server = spawn(command, ["--host=127.0.0.1", `--port=${port}`], {
      env: { ...process.env, DISPLAY: display },
      stdio: "ignore",
    });
    const capabilities = new Capabilities({
      browserName: "MiniBrowser",
      proxy: { proxyType: "manual", httpProxy: new URL(proxy.url).host },
      "webkitgtk:browserOptions": { binary: browser, args: ["--automation", POPUPS] },
    });
    const driver = await connect(`http://127.0.0.1:${port}`, capabilities);
    return Object.assign(context, { proxy, server, driver });
  }

  pages() {
    return [...this.#pages.values()];
  }

  /** Commands one at a time, since each of them is for the window that was chosen last. */
  exclusively(run) {
    const result = this.#last.then(() => run(this.driver));
    this.#last = result.catch(() => {});
    return result;
  }

  newPage() {
    return this.exclusively(async (driver) => {
      const [first] = await driver.getAllWindowHandles();
      // A tab would hide the one before it.
      if (this.#used) await driver.switchTo().newWindow("window");
      const handle = this.#used ? await driver.getWindowHandle() : first;
      this.#used = true;
      return this.#adopt(handle);
    });
  }
  #used = false;

  #adopt(handle) {
    const page = new Page(this, handle);
    this.#pages.set(handle, page);
    return page;
  }

  /** Waits for a page that another one opens. */
  async waitForEvent() {
    let opened;
    await soon("waitForEvent(page)", async () => {
      const handles = await this.exclusively((driver) => driver.getAllWindowHandles());
      opened = handles.find((handle) => !this.#pages.has(handle));
      return opened;
    });
    return this.#adopt(opened);
  }

  closePage({ handle }) {
    return this.exclusively(async (driver) => {
      await driver.switchTo().window(handle);
      // The session would end with its last window.
      if (this.#pages.size === 1) await driver.switchTo().newWindow("window");
      await driver.switchTo().window(handle);
      await driver.close();
      this.#pages.delete(handle);
    });
  }

  /** The proxy forwards nothing, and pages get the same event and property as from a browser. */
  async setOffline(offline) {
    this.proxy.isOffline = offline;
    const tell = (offline) => {
      Object.defineProperty(navigator, "onLine", { configurable: true, value: !offline });
      dispatchEvent(new Event(offline ? "offline" : "online"));
    };
    await Promise.all(this.pages().map((page) => page.evaluate(tell, offline)));
  }

  async route(pattern, handler) {
    this.proxy.routes.unshift({ pattern, handler, owner: this });
  }

  async cookies() {
    const cookies = await this.#at(undefined, (driver) => driver.manage().getCookies());
    return cookies.map(({ expiry, ...cookie }) => ({ expires: expiry ?? -1, ...cookie }));
  }

  async clearCookies() {
    await this.#at(undefined, (driver) => driver.manage().deleteAllCookies());
  }

  async addCookies(cookies) {
    for (const { name, value, url, path = "/", httpOnly, secure } of cookies) {
      await this.#at(url, (driver) =>
        driver.manage().addCookie({ name, value, path, httpOnly, secure }),
      );
    }
  }

  /** WebDriver knows only the cookies of the page that is open. */
  #at(url, run) {
    return this.exclusively(async (driver) => {
      const [handle] = this.#pages.size ? this.#pages.keys() : await driver.getAllWindowHandles();
      await driver.switchTo().window(handle);
      if (url && !this.#pages.size) await driver.get(this.proxy.blank(url));
      return run(driver);
    });
  }

  close() {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close() {
    await this.exclusively((driver) => driver.quit()).catch(() => {});
    for (const page of this.pages()) page.hasClosed = true;
    this.server.kill();
    await this.proxy.stop();
  }
}

/** The driver listens a moment after it was started. */
async function connect(url, capabilities) {
  const builder = new Builder().usingServer(url).withCapabilities(capabilities);
  for (let tries = 0; ; tries++) {
    try {
      return await builder.build();
    } catch (error) {
      if (tries > 100 || !String(error.message).includes("ECONNREFUSED")) throw error;
      await sleep(50);
    }
  }
}
