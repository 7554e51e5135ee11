// An app with a backend of presskey/server, the page that uses it through `via`, and a mock WordPress.
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { createBackend, nodeHandler } from "presskey/server";
import { launch } from "../support/browser.mjs";
import { startMock } from "../support/mock-wordpress.mjs";
import { buildRustClient, rustFolder, usesRust } from "../support/rust-client.mjs";
import { serve } from "../support/servers.mjs";

const types = { ".js": "text/javascript; charset=utf-8", ".wasm": "application/wasm" };
const pkg = usesRust ? rustFolder : new URL("../../pkg/", import.meta.url).pathname;

/** The files of the package that a page with `via` can import, by what apps import. */
export const ENTRIES = usesRust
  ? { "presskey::web": "index.js" }
  : { presskey: "index.js", "presskey/via": "dist/via.client.js" };

const pageWith = (
  entry,
) => `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module">
  import { createClient, PresskeyError } from "/presskey/${entry}";
  globalThis.PresskeyError = PresskeyError;
  globalThis.create = (more) => createClient({ via: "/api/presskey", ...more });
  globalThis.wp = create();
</script>`;

/**
 * @param {object} [wordpress] settings of the mock, or a real WordPress that has been started
 * @param {string} [entry] the file of the package that the page imports
 * @param {object} [store] of the backend
 */
export async function createStage(wordpress, entry = "index.js", store = undefined) {
  if (usesRust) await buildRustClient();
  const site = wordpress?.url ? wordpress : await startMock(wordpress);
  const browser = await launch();
  const secret = "a secret of at least 32 characters";
  const backend = createBackend({ site: site.url, secret, ...(store && { store }) });
  const toBackend = nodeHandler(backend);
  /** What the app's own server does before it lets the backend respond. */
  let before = () => false;
  const app = await serve(async (request, response) => {
    const { pathname } = new URL(request.url, "http://x");
    if (pathname.startsWith("/api/presskey/")) {
      if (!(await before(request, response))) await toBackend(request, response);
      return;
    }
    if (!pathname.startsWith("/presskey/")) {
      response.writeHead(200, { "content-type": "text/html" }).end(pageWith(entry));
      return;
    }
    const content = await readFile(join(pkg, pathname.slice(10))).catch(() => undefined);
    if (!content) return void response.writeHead(404).end();
    response.writeHead(200, { "content-type": types[extname(pathname)] }).end(content);
  });

  return {
    site,
    app,
    intercept(next) {
      before = next;
    },
    /** A visitor's browser: tabs of it share cookies. `requests` are the paths that its pages asked for. */
    async visitor() {
      const context = await browser.newContext();
      const requests = [];
      context.on("request", (request) => {
        const { pathname, search } = new URL(request.url());
        requests.push(`${request.method()} ${pathname}${search}`);
      });
      return {
        context,
        requests,
        async open(script) {
          const tab = await context.newPage();
          if (script) await tab.addInitScript(script);
          await tab.goto(app.url);
          await tab.waitForFunction(() => globalThis.wp);
          return tab;
        },
        close: () => context.close(),
      };
    },
    reset() {
      before = () => false;
      site.setOptions();
      site.clearLog();
    },
    stop: () => Promise.all([browser.close(), site.stop(), app.stop()]),
  };
}

/** What a call in the page gives: its value, or the fields of its error. */
export const outcome = (tab, run, argument) =>
  tab.evaluate(
    async ([source, argument]) => {
      try {
        const run = new Function(`return (${source})`)();
        return { value: await run(argument) };
      } catch (error) {
        const { code, message, sent, status, wpCode, hint } = error;
        const isOurs = error instanceof PresskeyError;
        return { error: { code, message, sent, status, wpCode, hint, isOurs } };
      }
    },
    [String(run), argument],
  );
