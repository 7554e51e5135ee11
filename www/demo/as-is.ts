// A Vite plugin that hands out files untouched: from where they are in development, as copies in the
// build. What a server without any build step does.
import { createReadStream, readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
};

/**
 * `served` maps a file or folder of the site to one on disk, relative to this folder; `written` maps
 * a file to its content.
 */
export function asIs(served: Record<string, string>, written: Record<string, string>): Plugin {
  const files = () =>
    new Map(Object.entries(served).flatMap(([to, from]) => list(to, place(from))));
  return {
    name: "as-is",
    configureServer({ middlewares, config: { base } }) {
      middlewares.use((request, response, next) => {
        const path = decodeURI(request.url ?? "")
          .replace(/\?.*$/, "")
          .replace(base, "");
        if (written[path] !== undefined) {
          response.setHeader("Content-Type", types[extname(path)] ?? "application/octet-stream");
          return response.end(written[path]);
        }
        const file = files().get(path);
        if (!file) return next();
        response.setHeader("Content-Type", types[extname(file)] ?? "application/octet-stream");
        response.setHeader("Cache-Control", "no-store");
        createReadStream(file).pipe(response);
      });
    },
    generateBundle() {
      for (const [fileName, source] of Object.entries(written))
        this.emitFile({ type: "asset", fileName, source });
      for (const [fileName, file] of files()) {
        this.emitFile({ type: "asset", fileName, source: readFileSync(file) });
      }
    },
  };
}

const place = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What a browser may ask for below `from`, as pairs of public path and file. */
function list(to: string, from: string): [string, string][] {
  if (statSync(from).isFile()) return [[to, from]];
  return readdirSync(from, { recursive: true, encoding: "utf8" })
    .filter((path) => [".js", ".wasm"].includes(extname(path)) && !path.includes("node_modules"))
    .map((path) => [`${to}/${path.replaceAll("\\", "/")}`, join(from, path)]);
}
