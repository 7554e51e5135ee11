// Snippets in a page, as a visitor of the app would have them.
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { launch } from "../support/chromium.mjs";
import { serve } from "../support/servers.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
};

/** The page of a snippet that is no page itself. The script says when it has run, or failed. */
const page = `<!doctype html><meta charset="utf-8"><title>README</title>
  <link rel="icon" href="data:,"><div id="root"></div><script type="module" src="/run.js"></script>`;
const runner = `globalThis.outcome = import("./app.js").then(
  () => "ran", (error) => [error.code, error.stack].join(" "));`;

export async function bundle(code) {
  const { outputFiles } = await build({
    stdin: { contents: code, loader: "jsx", resolveDir: root },
    bundle: true,
    format: "esm",
    charset: "utf8",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
    write: false,
  });
  return outputFiles[0].text;
}

/** A browser that opens pages at an origin of their own. */
export async function visitor() {
  const browser = await launch();
  let files = {};
  let headers = {};
  const server = await serve(async (request, response) => {
    const path = new URL(request.url, "http://127.0.0.1").pathname;
    const type = types[extname(path) || ".html"];
    // The folder that the README says to copy.
    const packaged = path.startsWith("/presskey/") && join(root, "pkg", path.slice(10));
    const content = packaged ? await readFile(packaged) : files[path];
    if (content === undefined) response.writeHead(404).end();
    else response.writeHead(200, { "Content-Type": type, ...headers }).end(content);
  });

  /** Opens a page in a new profile; `act` gets it and what it has logged so far. */
  async function open(html, act, { prepare } = {}) {
    files = { "/": html, "/run.js": runner, ...files };
    const context = await browser.newContext();
    try {
      const tab = await context.newPage();
      const logged = [];
      tab.on("console", (message) => message.type() === "log" && logged.push(message.text()));
      const problems = [];
      tab.on("pageerror", (error) => problems.push(error.message));
      if (prepare) await tab.addInitScript(...prepare);
      await tab.goto(server.url);
      const result = await act(tab, logged);
      if (problems.length) throw new Error(`the page complains: ${problems.join("; ")}`);
      return result;
    } finally {
      files = {};
      headers = {};
      await context.close();
    }
  }

  return {
    open,
    /** Runs a module to its end; what it logged. */
    async run(code, { csp, ...options } = {}) {
      files = { "/app.js": await bundle(code) };
      headers = csp ? { "Content-Security-Policy": csp } : {};
      return open(
        page,
        async (tab, logged) => {
          const outcome = await tab.evaluate(() => globalThis.outcome);
          if (outcome !== "ran") throw new Error(outcome);
          return logged;
        },
        options,
      );
    },
    /** Opens a page with a module in it that goes on when it has run. */
    async show(code, act) {
      files = { "/app.js": await bundle(code) };
      return open(page, act);
    },
    async close() {
      await Promise.all([browser.close(), server.stop()]);
    },
  };
}
