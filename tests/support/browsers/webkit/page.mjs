// A window, and a frame in it, with the methods of Playwright's Page that the tests use.
import { EventEmitter } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { By } from "selenium-webdriver";
import { decode, encode, look, start } from "./in-page.mjs";
import { matches } from "./routes.mjs";

let count = 0;

class Target extends EventEmitter {
  /** @param {(driver: object) => Promise<void>} focus has the next command go here */
  constructor(context, focus) {
    super();
    this.ownContext = context;
    this.focus = focus;
  }

  /** A promise in the page is looked at again and again: other windows go on meanwhile. */
  async evaluate(code, argument) {
    const id = `${++count}`;
    let found = await this.#run(start(code), id, JSON.stringify(encode(argument)));
    while (found.isPending) {
      await sleep(10);
      found = await this.#run(look, id);
    }
    if ("error" in found) throw new Error(found.error);
    return decode(found.value);
  }

  async #run(script, ...args) {
    const text = await this.ownContext.exclusively(async (driver) => {
      await this.focus(driver);
      return driver.executeScript(script, ...args);
    });
    const { address, ...found } = JSON.parse(text);
    this.address = address;
    return found;
  }

  async waitForFunction(code, argument) {
    await soon(`waitForFunction(${code})`, async () => {
      // It may be navigating.
      const value = await this.evaluate(code, argument).catch(() => undefined);
      return Boolean(value);
    });
  }
}

export class Page extends Target {
  id = `${++count}`;
  address = "about:blank";
  hasClosed = false;
  /** What runs in each of its documents first. */
  initScripts = [];

  constructor(context, handle) {
    super(context, (driver) => driver.switchTo().window(handle));
    this.handle = handle;
  }

  context() {
    return this.ownContext;
  }

  url() {
    return this.address;
  }

  isClosed() {
    return this.hasClosed;
  }

  async addInitScript(script, argument) {
    const isFunction = typeof script === "function";
    this.initScripts.push(isFunction ? `(${script})(${JSON.stringify(argument)})` : script);
  }

  goto(url) {
    return this.#navigate((driver) => driver.get(url));
  }

  reload() {
    return this.#navigate((driver) => driver.navigate().refresh());
  }

  async #navigate(run) {
    await this.ownContext.exclusively(async (driver) => {
      await this.focus(driver);
      this.ownContext.proxy.navigating = this;
      await run(driver);
      this.address = await driver.getCurrentUrl();
    });
  }

  async waitForURL(pattern) {
    await soon(`waitForURL(${pattern})`, async () => {
      await this.evaluate(() => {}).catch(() => {});
      return matches(pattern, this.address);
    });
  }

  async click(selector) {
    const find = (selector) => document.querySelector(selector) !== null;
    await this.waitForFunction(find, selector);
    await this.ownContext.exclusively(async (driver) => {
      await this.focus(driver);
      await driver.findElement(By.css(selector)).click();
    });
  }

  async waitForSelector(selector) {
    await this.waitForFunction((selector) => document.querySelector(selector) !== null, selector);
    const focus = async (driver) => {
      await this.focus(driver);
      await driver.switchTo().frame(await driver.findElement(By.css(selector)));
    };
    return { contentFrame: async () => new Target(this.ownContext, focus) };
  }

  async route(pattern, handler) {
    this.ownContext.proxy.routes.unshift({ pattern, handler, owner: this });
  }

  async unrouteAll() {
    const { proxy } = this.ownContext;
    proxy.routes = proxy.routes.filter(({ owner }) => owner !== this);
  }

  async close() {
    this.hasClosed = true;
    await this.ownContext.closePage(this);
  }
}

/** Waits until something has come. */
export async function soon(what, hasCome) {
  const until = Date.now() + 30_000;
  while (!(await hasCome())) {
    if (Date.now() > until) throw new Error(`${what}: nothing came for 30 seconds.`);
    await sleep(30);
  }
}
