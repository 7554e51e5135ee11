// What nearly every test needs: a site, an origin for pages, a browser.
import { after, before, beforeEach } from "node:test";
import { App } from "./app.mjs";
import { launch } from "./browser.mjs";
import { startMock } from "./mock-wordpress.mjs";
import { signIn } from "./person.mjs";
import { buildRustClient, usesRust } from "./rust-client.mjs";
import { pageFolder, servePages } from "./servers.mjs";
import { startWordPress } from "./wordpress.mjs";

export const PLUGIN = "jwt-authentication-for-wp-rest-api";

/** As in tests/wordpress/harness.mjs: a folder with the real plugin to hold against the same tests. */
const { PRESSKEY_PLUGIN: plugin, PRESSKEY_PLUGIN_NEEDS: needs } = process.env;
const realPlugin = {
  plugin,
  plugins: needs && Object.fromEntries(needs.split(",").map((each) => each.split("="))),
};

const stages = new Map();

/** A page may be loading a part when its test ends: its routes must not speak of that afterwards. */
async function leave(context) {
  const pages = context.pages().map((page) => page.unrouteAll({ behavior: "ignoreErrors" }));
  await Promise.allSettled(pages);
  await context.close();
}

/**
 * Sets up once per process, for all files that want the same; between two tests the site forgets its settings and its log.
 *
 * @param {object} [options] those of startWordPress(); `mock: true` for one in Node, which starts
 *   immediately and can misbehave in ways that WordPress cannot
 */
export function setStage({ mock, ...options } = {}) {
  const key = JSON.stringify({ mock, ...options });
  if (stages.has(key)) return stages.get(key);
  const stage = new Stage();
  stages.set(key, stage);
  stage.plugin = options.server ?? PLUGIN;
  before(async () => {
    if (usesRust) await buildRustClient();
    const starting = mock
      ? startMock(options)
      : startWordPress({ ...realPlugin, app: pageFolder, ...options });
    [stage.site, stage.pages, stage.browser] = await Promise.all([
      starting,
      servePages(),
      launch(),
    ]);
  });
  beforeEach(async () => {
    await stage.leave();
    stage.site.setOptions();
    stage.site.clearLog();
  });
  after(async () => {
    await stage.leave();
    await Promise.all([stage.browser?.close(), stage.pages?.stop(), stage.site?.stop()]);
  });
  return stage;
}

class Stage {
  #apps = [];
  #contexts = new Set();

  /**
   * A new visitor's page with a client in `window.wp`.
   *
   * @param {object} [client] options of createClient(); the plugin is named unless they say "auto"
   * @param {object} [more]
   * @param {() => object} [more.extra] further options, made in the page
   * @param {App} [more.beside] another page of the same visitor: opens a second tab
   * @param {string} [more.path] the page's path
   * @param {boolean} [more.own] in a page of the site itself, below /app; see startWordPress()
   * @param {string} [more.person] who is signed in to WordPress in that browser
   * @param {string} [more.host] another name of this machine: "localhost" is another site
   * @param {() => void} [more.first] runs in the page before anything else
   * @param {Record<string, string>} [more.files] scripts to get instead of what the server has
   */
  async visit(
    client = {},
    { extra, beside, path = "/", own, person, host = "127.0.0.1", first, files = {} } = {},
  ) {
    const context = beside?.page.context() ?? (await this.browser.newContext());
    this.#contexts.add(context);
    if (person) await signIn(context, this.site, person);
    const page = await context.newPage();
    if (first) await page.addInitScript(first);
    const origin = own ? `${this.site.url}/app` : this.pages.url.replace("127.0.0.1", host);
    // PHP does not have to serve the scripts of its pages.
    const scripts = (route) =>
      route.fetch({ url: route.request().url().replace(origin, this.pages.url) });
    if (own) {
      // A page that closes meanwhile needs no script any more.
      await page.route(`${origin}/**/*.{js,wasm}`, async (route) => {
        try {
          await route.fulfill({ response: await scripts(route) });
        } catch (error) {
          if (!page.isClosed()) throw error;
        }
      });
    }
    for (const [path, body] of Object.entries(files)) {
      const answer = { body, contentType: "text/javascript" };
      await page.route(origin + path, (route) => route.fulfill(answer));
    }
    const options = { site: this.site.url, plugin: this.plugin, ...client };
    return this.adopt(new App(page, origin + path, options, extra)).open();
  }

  /** Has an app looked after like those of visit(). */
  adopt(app) {
    this.#apps.push(app);
    return app;
  }

  /** A page without a client, for tests that make their own. */
  async page(path = "/", first) {
    const context = await this.browser.newContext();
    this.#contexts.add(context);
    const page = await context.newPage();
    if (first) await page.addInitScript(first);
    await page.goto(this.pages.url + path);
    return page;
  }

  /** Requests at the site, in order: "GET /wp/v2/posts", and " +token" where one came along. */
  sent() {
    return this.site
      .log()
      .map(({ method, route, authorization }) =>
        [method, route ?? "(page)", ...(authorization ? ["+token"] : [])].join(" "),
      );
  }

  /** As sent(), without the browser's preflights. */
  calls() {
    return this.sent().filter((line) => !line.startsWith("OPTIONS"));
  }

  /** Closes all pages; none of them may have told a secret. */
  async leave() {
    const apps = this.#apps.splice(0);
    const contexts = [...this.#contexts];
    this.#contexts.clear();
    await Promise.all(contexts.map((context) => leave(context)));
    for (const app of apps) app.assertDiscreet();
  }
}
