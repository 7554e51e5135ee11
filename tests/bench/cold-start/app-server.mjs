// The apps as they would be deployed: bundled with splitting, minified, compressed ahead.

import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";
import { serve } from "../../support/servers.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>App</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<main></main><script type="module" src="app.js"></script></html>`;

/**
 * Serves each app in a folder of its name.
 *
 * @param {string[]} names files in `apps`
 * @param {string} site where their users log in
 * @param {string[]} log gets a line for each request
 */
export async function serveApps(names, site, log) {
  const files = new Map();
  for (const name of names) {
    files.set(`/${name}/`, compressed(Buffer.from(html), "text/html; charset=utf-8"));
    for (const { path, contents } of await bundle(name, site)) {
      files.set(`/${name}${path}`, compressed(contents, "text/javascript; charset=utf-8"));
    }
  }
  return serve((request, response) => {
    const { pathname } = new URL(request.url, "http://app");
    log.push(`${request.method} ${pathname}`);
    const file = files.get(pathname);
    if (!file) return void response.writeHead(404).end();
    response.writeHead(200, file.headers).end(file.body);
  });
}

async function bundle(name, site) {
  const { outputFiles } = await build({
    entryPoints: { app: `${here}page.js` },
    alias: { client: `${here}apps/${name}.js` },
    define: { SITE: JSON.stringify(site) },
    bundle: true,
    splitting: true,
    format: "esm",
    minify: true,
    charset: "utf8",
    legalComments: "none",
    outdir: "/",
    write: false,
  });
  return outputFiles;
}

function compressed(contents, type) {
  const body = brotliCompressSync(contents, {
    params: { [constants.BROTLI_PARAM_SIZE_HINT]: contents.length },
  });
  return {
    body,
    headers: {
      "Content-Type": type,
      "Content-Encoding": "br",
      "Content-Length": body.length,
      "Cache-Control": "max-age=31536000",
    },
  };
}
