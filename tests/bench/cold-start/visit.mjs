// One visit of an app in a new browser profile, so that nothing is cached.

import { throttle } from "../../support/slow-phone.mjs";

/** Milliseconds after which a page that reports nothing has failed. */
const PATIENCE = 30_000;

export class Visit {
  #page;
  #url;
  #reports = [];
  #waiting;

  /**
   * @param {import("playwright-core").Browser} browser
   * @param {object} [given]
   * @param {object} [given.stored] what an earlier visit has left, see close()
   * @param {typeof import("../../support/slow-phone.mjs").slowPhone} [given.device] none: as fast as this machine
   */
  static async begin(browser, url, { stored, device } = {}) {
    const visit = new Visit();
    visit.context = await browser.newContext({ storageState: stored });
    const page = await visit.context.newPage();
    visit.#page = page;
    visit.#url = url;
    page.on("console", (message) => {
      const text = message.text();
      if (text.startsWith("bench ")) visit.#receive(JSON.parse(text.slice("bench ".length)));
    });
    page.on("pageerror", (error) => visit.#receive(error));
    if (device) await throttle(page, device);
    await page.goto(url, { waitUntil: "commit" });
    return visit;
  }

  #receive(report) {
    this.#reports.push(report);
    this.#waiting?.();
  }

  /** What the page reports when it has come so far: `{ at, html, files }`, see page.js. */
  async reached(...wanted) {
    const failed = setTimeout(
      () => this.#receive(new Error(`${this.#url} has not reached "${wanted}"`)),
      PATIENCE,
    );
    try {
      for (;;) {
        const error = this.#reports.find((report) => report instanceof Error);
        if (error) throw error;
        const found = this.#reports.find(({ what }) => wanted.includes(what));
        if (found) return found;
        await new Promise((resolve) => {
          this.#waiting = resolve;
        });
      }
    } finally {
      clearTimeout(failed);
    }
  }

  /** Opens the form, awaits `whileOpen(visit)`, and sends it. */
  async logIn(whileOpen = () => {}) {
    await this.reached("button");
    await this.#page.click("main > button");
    await whileOpen(this);
    await this.#page.click("form button");
  }

  /** Leaves; what the browser keeps of the page. */
  async close() {
    const stored = await this.context.storageState();
    await this.context.close();
    return stored;
  }
}
