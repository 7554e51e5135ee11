// A page at an address of its own, with a bundle in it.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { serve } from "../../support/servers.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

const html = `<!doctype html><meta charset="utf-8"><title>bench</title>
  <link rel="icon" href="data:,"><script type="module" src="/page.js"></script>`;

// Isolated pages have a finer clock: 5 µs instead of 100.
const headers = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** What a module's exports are bundled to, as an app would. */
export async function bundle(code) {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: here },
    bundle: true,
    minify: true,
    format: "esm",
    charset: "utf8",
    legalComments: "none",
    write: false,
  });
  return outputFiles[0];
}

/**
 * Serves a page in which `globalThis.bench` is the module `file` of the folder above.
 *
 * @param {string} file
 * @param {import("node:http").RequestListener} [others] handles all other requests
 */
export async function servePage(file, others = (_, response) => response.writeHead(404).end()) {
  const { text } = await bundle(
    `import * as bench from ${JSON.stringify(`../${file}`)}; globalThis.bench = bench;`,
  );
  const answers = {
    "/": ["text/html; charset=utf-8", html],
    "/page.js": ["text/javascript; charset=utf-8", text],
  };
  const server = await serve((request, response) => {
    const answer = request.method === "GET" && answers[request.url];
    if (!answer) return others(request, response);
    response.writeHead(200, { "Content-Type": answer[0], ...headers }).end(answer[1]);
  });
  return {
    ...server,
    async open(context) {
      const page = await context.newPage();
      await page.goto(server.url);
      await page.waitForFunction(() => globalThis.bench);
      return page;
    },
  };
}
