// Small HTTP servers on 127.0.0.1, each on a port of its own and so an origin of its own.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { basename, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { rustFolder, usesRust } from "./rust-client.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** `handle(request, response)` responds; whatever is still open when it stops is cut off. */
export async function serve(handle) {
  const server = createServer(async (request, response) => {
    try {
      await handle(request, response);
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    stop() {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}

/** The files of folders, e.g. `{ "/presskey/": "pkg" }`, with headers of the caller's choice. */
export function serveFolders(folders, headers = () => ({})) {
  return serve(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://x").pathname));
    const file = path.endsWith("/") ? `${path}index.html` : path;
    const prefix = Object.keys(folders)
      .filter((each) => file.startsWith(each))
      .sort((a, b) => b.length - a.length)[0];
    try {
      const content = await readFile(join(folders[prefix], file.slice(prefix.length)));
      const type = types[extname(file)] ?? "application/octet-stream";
      response.writeHead(200, { "content-type": type, ...headers(path) }).end(content);
    } catch {
      response.writeHead(404, { "content-type": "text/plain" }).end("Not found");
    }
  });
}

/**
 * The entry under test: `node --conditions=react-native --test …` tests `presskey/js`, in pages too.
 */
export const entry = basename(import.meta.resolve("presskey"));

export const pageFolder = here("./page");

/** Policies of pages, by their path. */
const policies = {
  "/csp.html": "script-src 'self'",
  "/csp-wasm.html": "script-src 'self' 'wasm-unsafe-eval'",
};

/** The origin that the tests' pages come from: tests/support/page/ at /, the package at /presskey/. */
export const servePages = () =>
  serveFolders(
    {
      "/": pageFolder,
      "/csp-wasm.html": here("./page/csp.html"),
      "/cleared.html": here("./page/blank.html"),
      ...(usesRust
        ? { "/presskey/": rustFolder }
        : {
            "/presskey/": here("../../pkg"),
            "/presskey/index.js": here(`../../pkg/${entry}`),
          }),
    },
    (path) => ({
      // Sandboxed frames have an origin of their own.
      "access-control-allow-origin": "*",
      ...(policies[path] && { "content-security-policy": policies[path] }),
      ...(path === "/cleared.html" && { "clear-site-data": '"storage"' }),
    }),
  );

/** All of a request's body, as text. */
export async function bodyOf(request) {
  let body = "";
  for await (const chunk of request) body += chunk;
  return body;
}

/** What a server must say so that any page may call it and read everything. */
export const openCors = (request) => ({
  "access-control-allow-origin": request.headers.origin ?? "*",
  "access-control-allow-credentials": "true",
  "access-control-allow-methods": "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
  "access-control-allow-headers": request.headers["access-control-request-headers"] ?? "*",
});

/** A foreign server that would take anything, and records every request. */
export async function capture() {
  const seen = [];
  const captured = { seen, text: () => JSON.stringify(seen), answer: undefined };
  const server = await serve(async (request, response) => {
    const { method, url, headers } = request;
    seen.push({ method, url, headers, body: await bodyOf(request) });
    const { status = 200, type = "application/json", body } = captured.answer ?? {};
    response.writeHead(status, { ...openCors(request), "content-type": type });
    response.end(body ?? '{"captured":true}');
  });
  return Object.assign(captured, server);
}
