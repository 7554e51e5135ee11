// A visitor's page with a client in it, driven from Node: what the page's promises give is given
// here, and what they throw is thrown here with the same fields.
import assert from "node:assert/strict";
import { users } from "../../scripts/wordpress/users.mjs";

/** Same as `wp` and `presskey` in the page, for functions that run there. */
/* global wp, presskey */

export const password = (username) => users.find((user) => user.username === username).password;
export const credentials = (username) => ({ username, password: password(username) });

/** What a page's function threw. */
export class PageError extends Error {
  constructor({ message, ...fields }) {
    super(message);
    Object.assign(this, fields);
  }
}

/** A promise that nobody settles fails its test, instead of stopping the suite. */
async function soon(promise) {
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error("Nothing came back from the page.")), 60_000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

export class App {
  /** Everything that a page says or asks aloud: console, uncaught errors, URLs. */
  heard = [];

  constructor(page, url, options, extra) {
    Object.assign(this, { page, url, options, extra });
    page.on("console", (message) => this.heard.push(message.text()));
    page.on("pageerror", (error) => this.heard.push(`${error.message}\n${error.stack}`));
    page.on("request", (request) => this.heard.push(request.url()));
  }

  async open() {
    await this.page.goto(this.url);
    return this.make();
  }

  /** Makes `window.wp`; again after a reload, as an app would. */
  async make() {
    await this.page.waitForFunction(() => window.presskey);
    await this.run(
      (options, extra) => {
        const more = extra ? new Function(`return (${extra})()`)() : {};
        window.wp = presskey.createClient({ ...options, ...more });
      },
      this.options,
      this.extra?.toString(),
    );
    return this;
  }

  async reload() {
    await this.page.reload();
    return this.make();
  }

  /** Runs a function in the page, where `wp` and `presskey` are global. */
  async run(code, ...args) {
    const { value, error } = await soon(
      this.page.evaluate(([code, args]) => window.outcome(code, args), [code.toString(), args]),
    );
    if (error) throw new PageError(error);
    return value;
  }

  call(method, ...args) {
    return this.run((method, args) => wp[method](...args), method, args);
  }

  fetch(input, init) {
    return this.call("fetch", input, init);
  }

  json(input, init) {
    return this.call("json", input, init);
  }

  login(username = "editor", secret = password(username)) {
    return this.call("login", { username, password: secret });
  }

  logout(options) {
    return this.call("logout", options);
  }

  session() {
    return this.run(() => wp.session);
  }

  /** Resolves with the session once it fits. */
  sessionWith(fields) {
    return this.run(async (fields) => {
      const fits = () =>
        Object.entries(fields).every(([name, value]) => wp.session[name] === value);
      await window.until(fits);
      return wp.session;
    }, fields);
  }

  /** What is stored for the page's origin, as text. */
  stored() {
    return this.run(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  }

  /** Nothing that a page says aloud may hold a secret. */
  assertDiscreet() {
    const text = this.heard.join("\n");
    for (const { username, password } of users) {
      for (const form of [password, encodeURIComponent(password), JSON.stringify(password)]) {
        assert.ok(!text.includes(form), `the password of ${username} was said aloud`);
      }
    }
    assert.doesNotMatch(text, jwt);
  }
}

/** A JWT, wherever it stands. */
export const jwt = /eyJ[\w-]+\.[\w-]+/;
