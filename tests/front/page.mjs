// A page without a bundler that imports presskey/client, and what it downloads of the package.
import assert from "node:assert/strict";
import { credentials } from "../support/app.mjs";

/** Files of the package that a page has asked for, by name. */
export class FrontPage {
  files = [];

  constructor(page, options) {
    Object.assign(this, { page, options });
    page.on("request", (request) => {
      const [, file] = /\/presskey\/dist\/(.+)$/.exec(request.url()) ?? [];
      if (file) this.files.push(file);
    });
  }

  static async open(stage, options, context) {
    const page = context ? await context.newPage() : await stage.page("/blank.html");
    if (context) await page.goto(`${stage.pages.url}/blank.html`);
    const client = { site: stage.site.url, plugin: stage.plugin, ...options };
    return new FrontPage(page, client);
  }

  /** Makes `wp`, and tells what it shows in that moment. */
  create() {
    return this.run(async (options) => {
      const { createClient, PresskeyError } = await import("/presskey/dist/client.js");
      window.wp = createClient(options);
      window.PresskeyError = PresskeyError;
      window.seen = [];
      wp.subscribe((session) => window.seen.push(session));
      return { session: wp.session, token: wp.token(), claims: wp.claims() };
    }, this.options);
  }

  run(code, ...args) {
    return this.page.evaluate(code, ...args);
  }

  /** Logs in, and leaves the page as a visitor would find it the next time. */
  async returning(user = "editor") {
    await this.create();
    const shown = await this.run(async (credentials) => {
      await wp.login(credentials);
      await wp.json("/wp/v2/users/me");
      return { session: wp.session, token: wp.token(), claims: wp.claims() };
    }, credentials(user));
    await this.reload();
    return shown;
  }

  async reload() {
    await this.page.reload();
    this.files.length = 0;
  }

  /** The code that a call in the page rejects with, and what else of the error matters. */
  async rejects(code, ...args) {
    const error = await this.run(
      async ([code, args]) =>
        new Function(`return (${code})`)()(...args).then(
          () => null,
          (error) => ({
            code: error.code,
            sent: error.sent,
            status: error.status,
            ours: error instanceof window.PresskeyError,
          }),
        ),
      [code.toString(), args],
    );
    assert.ok(error, "it resolved");
    return error;
  }

  /** Waits until the engine has taken over. */
  async takenOver() {
    await this.run(() => wp.preload());
  }
}
