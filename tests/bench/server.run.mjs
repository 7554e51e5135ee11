// One server of the benchmark, as a process of its own: WordPress, a backend, or the peer.
import { createServer } from "node:http";
import { createProxyMiddleware } from "http-proxy-middleware";
import { createBackend, memoryStore, nodeHandler } from "presskey/server";
import { token } from "./lib/tokens.mjs";

const SECRET = "a secret for benchmarks only, long enough";
const plugin = "jwt-authentication-for-wp-rest-api";
const seconds = () => Math.floor(Date.now() / 1000);

const jwt = (id = "1") =>
  token({ iss: "x", iat: seconds(), exp: seconds() + 604_800, data: { user: { id } } });

/** A list of ten posts, as large as WordPress's. */
const list = JSON.stringify(
  Array.from({ length: 10 }, (_, id) => ({ id, content: { rendered: "x".repeat(2000) } })),
);

const index = JSON.stringify({ namespaces: ["wp/v2", "jwt-auth/v1"] });

function answer(url, id) {
  if (url.includes("_fields=")) return index;
  return url.includes("/token") ? JSON.stringify({ token: jwt(id) }) : list;
}

const kinds = {
  wordpress: () => (request, response) => {
    response.writeHead(200, { "Content-Type": "application/json", "X-WP-Total": "10" });
    response.end(answer(request.url));
  },
  cookie: (site) => nodeHandler(createBackend({ site, plugin, secret: SECRET })),
  store: (site) =>
    nodeHandler(createBackend({ site, plugin, secret: SECRET, store: memoryStore() })),
  /** What apps write by hand: no session, no checks, one token for all. */
  proxy: (site) =>
    createProxyMiddleware({
      target: site,
      pathRewrite: { "^/api/presskey/rest": "/wp-json" },
      headers: { Authorization: `Bearer ${jwt()}` },
    }),
};

/** Bytes that a process needs for each of many sessions. */
async function memory(count) {
  let id = 0;
  const fetch = async (url) => new Response(answer(String(url), String(id)), { status: 200 });
  const store = memoryStore();
  const backend = createBackend({
    site: "https://example.com",
    plugin,
    secret: SECRET,
    store,
    fetch,
  });
  const login = async () => {
    id++;
    const request = new Request("https://app.example.com/api/presskey/login", {
      method: "POST",
      body: '{"username":"a","password":"b"}',
      headers: { "Content-Type": "application/json", "Sec-Fetch-Site": "same-origin" },
    });
    const response = await backend.handle(request);
    if (!response.ok) throw new Error(await response.text());
    return response.text();
  };
  const used = () => {
    globalThis.gc();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  // What is made once, such as the wasm.
  for (let each = 0; each < 200; each++) await login();
  const before = used();
  for (let each = 0; each < count; each++) await login();
  const after = used();
  // Kept alive until here.
  await store.get("x");
  return after - before;
}

const [kind, given] = process.argv.slice(2);
if (kind === "memory") process.send(await memory(Number(given)));
else {
  const server = createServer(kinds[kind](given));
  server.listen(0, "127.0.0.1", () => process.send(`http://127.0.0.1:${server.address().port}`));
}
process.on("disconnect", () => process.exit());
