// Snippets in a page, as a visitor of the app would have them, with every complaint kept.
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { launch } from "../support/chromium.mjs";
import { serve } from "../support/servers.mjs";
import { root } from "./bundle.mjs";

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
};

/** The page of a snippet that is no page itself. The script says when it has run, or failed. */
const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>A snippet</title>
  <link rel="icon" href="data:,"><div id="root"></div><div id="app"></div>
  <script type="module" src="/run.js"></script>`;
const runner = `globalThis.outcome = import("./app.js").then(
  () => "ran", (error) => [error.code, error.stack].join(" "));`;

/** Messages of the browser itself: about a refused request, of React's tools, of passwords. */
const usual = /Failed to load resource|React DevTools|You are running a development build|\[DOM\]/;

/** A browser that opens pages at an origin of their own, each in a new profile. */
export async function visitor() {
  const browser = await launch();
  const closing = [];

  /** Opens an address: the page, what it has logged, and its complaints. */
  async function at(url, { prepare } = {}) {
    const context = await browser.newContext();
    closing.push(() => context.close());
    const tab = await context.newPage();
    tab.setDefaultTimeout(20_000);
    const logged = [];
    const complaints = [];
    tab.on("pageerror", (error) => complaints.push({ type: "error", text: error.message }));
    tab.on("console", (message) => {
      const [type, text] = [message.type(), message.text()];
      if (type === "log") logged.push(text);
      else if (!usual.test(text)) complaints.push({ type, text });
    });
    if (prepare) await tab.addInitScript(...prepare);
    await tab.goto(url);
    return { tab, logged, complaints };
  }

  /** Serves files at an origin of their own, and opens the first of them. */
  async function open(files, { csp, ...options } = {}) {
    const policy = csp ? { "Content-Security-Policy": csp } : {};
    const server = await serve(async (request, response) => {
      const path = decodeURI(new URL(request.url, "http://127.0.0.1").pathname);
      // The folder that the documents say to copy.
      const packaged = path.startsWith("/presskey/") && join(root, "pkg", path.slice(10));
      const content = packaged ? await readFile(packaged) : files[path];
      const headers = { "Content-Type": types[extname(path) || ".html"], ...policy };
      if (content === undefined) response.writeHead(404).end();
      else response.writeHead(200, headers).end(content);
    });
    closing.push(() => server.stop());
    return at(server.url, options);
  }

  return {
    open,
    /** Runs a bundled module to its end, in a page with an empty `#root` and `#app`. */
    async run(code, options) {
      const opened = await open({ "/": page, "/run.js": runner, "/app.js": code }, options);
      const outcome = await opened.tab.evaluate(() => globalThis.outcome);
      if (outcome !== "ran") throw new Error(outcome);
      return opened;
    },
    /** Closes the pages that are open. */
    async leave() {
      await Promise.all(closing.splice(0).map((close) => close()));
    },
    async close() {
      await this.leave();
      await browser.close();
    },
  };
}
