// Tabs with `via`, whose requests a test can hold back: clients of the npm package in Node with what a
// page needs of a browser; or, with the Rust client, pages of a browser.
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { createClient } from "presskey";
import { createBackend } from "presskey/server";
import { createTestSite } from "presskey/testing";
import { launch } from "../support/browser.mjs";
import { buildRustClient, rustFolder, usesRust } from "../support/rust-client.mjs";
import { serve } from "../support/servers.mjs";

const plugin = "simple-jwt-login";
const secret = "a secret of at least 32 characters";

/** A site and the backend in front of it. */
function createSite(given) {
  if (given) return { backend: given };
  const site = createTestSite({ plugin });
  const answer = (input, init) => site.answer(new Request(input, init));
  return { site, backend: createBackend({ site: site.site, plugin, secret, fetch: answer }) };
}

/** Name and value of each cookie that these `Set-Cookie` lines set; those without a value are removed. */
const cookiesIn = (lines) =>
  lines.map((line) => /^([^=]*)=([^;]*)/.exec(line)).map(([, name, value]) => ({ name, value }));

/** What a page needs of a browser. */
class Storage {
  #kept = new Map();
  getItem = (key) => this.#kept.get(key) ?? null;
  setItem = (key, value) => void this.#kept.set(key, String(value));
  removeItem = (key) => void this.#kept.delete(key);
}

function inNode(given) {
  const origin = "https://app.example.com";
  const { site, backend } = createSite(given);
  const jar = new Map();
  const clients = [];
  let foreign;
  globalThis.location = new URL(origin);
  globalThis.document = { addEventListener() {}, removeEventListener() {} };
  globalThis.window = globalThis;
  globalThis.localStorage = new Storage();
  globalThis.sessionStorage = new Storage();
  const cookie = async () => [...jar].map((pair) => pair.join("=")).join("; ");
  const keep = async (lines) => {
    for (const { name, value } of cookiesIn(lines)) {
      if (value) jar.set(name, value);
      else jar.delete(name);
    }
  };
  return {
    origin,
    site,
    backend,
    cookie,
    keep,
    forget: async () => jar.clear(),
    async elsewhere(answer) {
      foreign = answer;
      return "https://other.example.com";
    },
    async tab(prompts, before) {
      const seen = { before };
      let count = 0;
      const onLoginRequired = () => {
        return prompts[count++];
      };
      const wp = createClient({
        via: "/api/presskey",
        onLoginRequired: prompts && onLoginRequired,
        async fetch(input, init) {
          const { origin: asked, pathname } = new URL(input);
          if (asked !== origin) return foreign(pathname);
          await seen.before?.(pathname);
          const headers = new Headers(init.headers);
          headers.set("Sec-Fetch-Site", "same-origin");
          const sends = init.credentials !== "omit";
          if (sends && jar.size) headers.set("Cookie", await cookie());
          const response = await backend.handle(new Request(input, { ...init, headers }));
          await seen.late?.(pathname);
          if (sends) await keep(response.headers.getSetCookie());
          return response;
        },
      });
      clients.push(wp);
      return Object.assign(seen, {
        wp,
        run: async (work, args = []) => work(wp, ...args),
        session: async () => wp.session,
        prompts: async () => count,
      });
    },
    async close() {
      for (const client of clients) client.close();
    },
  };
}

const types = { ".js": "text/javascript; charset=utf-8", ".wasm": "application/wasm" };
const page = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module">
  import { createClient } from "/presskey/index.js";
  globalThis.prompts = 0;
  const given = JSON.parse(new URLSearchParams(location.search).get("prompts"));
  const onLoginRequired = given ? async () => {
    return given[prompts++] ?? null;
  } : undefined;
  globalThis.wp = createClient({ via: "/api/presskey", onLoginRequired });
</script>`;

let browser;

async function inPages(given) {
  await buildRustClient();
  browser ??= await launch();
  const { site, backend } = createSite(given);
  const tabs = [];
  const app = await serve(async (request, response) => {
    const { pathname } = new URL(request.url, app.url);
    if (pathname.startsWith("/presskey/")) {
      const content = await readFile(join(rustFolder, pathname.slice(10)));
      return void response
        .writeHead(200, { "content-type": types[extname(pathname)] })
        .end(content);
    }
    if (!pathname.startsWith("/api/")) {
      return void response.writeHead(200, { "content-type": "text/html" }).end(page);
    }
    const seen = tabs[new URL(request.headers.referer).searchParams.get("tab")];
    try {
      await seen.before?.(pathname);
    } catch {
      return void response.destroy();
    }
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, headers } = request;
    const init = { method, headers, ...(chunks.length && { body: Buffer.concat(chunks) }) };
    const answer = await backend.handle(new Request(app.url + request.url, init));
    const body = Buffer.from(await answer.arrayBuffer());
    await seen.late?.(pathname);
    for (const [name, value] of answer.headers) response.setHeader(name, value);
    const cookies = answer.headers.getSetCookie();
    if (cookies.length) response.setHeader("set-cookie", cookies);
    response.writeHead(answer.status).end(body);
  });
  const servers = [app];
  const context = await browser.newContext();
  return {
    origin: app.url,
    site,
    backend,
    async cookie() {
      const cookies = await context.cookies();
      return cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
    },
    async keep(lines) {
      for (const { name, value } of cookiesIn(lines)) {
        // Its prefix needs `Secure`, which Playwright takes from the address.
        const url = name.startsWith("__Host-") ? app.url.replace("http:", "https:") : app.url;
        if (value) await context.addCookies([{ name, value, url }]);
        else await context.clearCookies({ name });
      }
    },
    forget: () => context.clearCookies(),
    async elsewhere(answer) {
      const other = await serve(async ({ url }, response) => {
        const { status, headers, body } = answer(new URL(url, app.url).pathname);
        const shared = { "access-control-allow-origin": "*", "access-control-expose-headers": "*" };
        response.writeHead(status, { ...Object.fromEntries(headers), ...shared });
        response.end(await new Response(body).text());
      });
      servers.push(other);
      return other.url;
    },
    async tab(prompts = null, before = undefined) {
      const seen = { before };
      const tab = await context.newPage();
      const search = new URLSearchParams({
        tab: tabs.push(seen) - 1,
        prompts: JSON.stringify(prompts),
      });
      await tab.goto(`${app.url}/?${search}`);
      await tab.waitForFunction(() => globalThis.wp);
      const run = async (work, args = []) => {
        const { value, error } = await tab.evaluate(
          async ([work, args]) => {
            try {
              const value = await new Function(`return (${work})`)()(wp, ...args);
              if (!(value instanceof Response)) return { value };
              return { value: { status: value.status, ok: value.ok, text: await value.text() } };
            } catch ({ code, sent, message }) {
              return { error: { code, sent, message } };
            }
          },
          [String(work), args],
        );
        if (error) throw Object.assign(new Error(error.message), error);
        return value?.text === undefined
          ? value
          : { ...value, json: async () => JSON.parse(value.text) };
      };
      const methods = ["login", "logout", "refresh", "validate", "ready", "fetch", "json", "batch"];
      const call = (method, args) => run((wp, method, args) => wp[method](...args), [method, args]);
      const wp = Object.fromEntries(
        methods.map((method) => [method, (...args) => call(method, args)]),
      );
      return Object.assign(seen, {
        wp,
        run,
        session: () => tab.evaluate(() => globalThis.wp.session),
        prompts: () => tab.evaluate(() => globalThis.prompts),
      });
    },
    async close() {
      await context.close();
      for (const server of servers) await server.stop();
    },
  };
}

/**
 * One visitor's browser, without a tab: `close()` it after the test. `backend` is one in front of another
 * site than usual.
 */
export const createVisitor = async (backend) => (usesRust ? inPages(backend) : inNode(backend));

export const closeBrowser = async () => browser?.close();
