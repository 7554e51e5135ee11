import { createBackend } from "presskey/server";
import { createClient } from "presskey";
import { createServer } from "node:http";
let mode = "500json";
const s = createServer((q, r) => {
  if (/posts/.test(q.url)) { r.writeHead(mode.startsWith("500") ? 500 : mode.startsWith("401") ? 401 : 200, { "content-type": mode.endsWith("json") ? "application/json" : "text/html" }); r.write('{"a":"'); const t = setInterval(() => r.write("x"), 200); r.on("close", () => { clearInterval(t); console.log("   closed by client", mode); }); return; }
  r.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ name: "x", namespaces: ["wp/v2", "jwt-auth/v1"], url: "http://127.0.0.1", home: "http://127.0.0.1", authentication: {}, routes: {} }));
});
await new Promise((r) => s.listen(0, "127.0.0.1", r));
const site = `http://127.0.0.1:${s.address().port}`;
const backend = createBackend({ site, plugin: "jwt-authentication-for-wp-rest-api", secret: "x".repeat(32), timeout: 1000 });
const wp = createClient({ site, timeout: 1000, storage: "memory" });
const lim = (p) => Promise.race([p.then((r) => r.status ?? r, (e) => e.code ?? e.message), new Promise((r) => setTimeout(r, 4000, "STILL WAITING after 4 s"))]);
for (mode of ["500json", "500html", "401json", "200html", "200json"]) {
  console.log(mode, "handle:", await lim(backend.handle(new Request("https://app.example.com/api/presskey/rest/wp/v2/posts", { headers: { "sec-fetch-site": "same-origin" } })).then((r) => { r.body?.cancel(); return r.status; })));
  console.log(mode, "json:", await lim(wp.json("/wp/v2/posts")), "| page:", await lim(wp.page("/wp/v2/posts")), "| batch:", "-");
  const r = await Promise.race([wp.fetch("/wp/v2/posts"), new Promise((r) => setTimeout(r, 3000))]).catch((e) => e);
  if (r instanceof Response) { console.log(mode, "fetch", r.status, "explain:", await lim(wp.explain(r))); r.body?.cancel().catch(() => {}); } else console.log(mode, "fetch", r?.code ?? "waits");
  const sc = await backend.client(new Request("https://app.example.com/")); console.log(mode, "server json:", await lim(sc.json("/wp/v2/posts")));
}
s.closeAllConnections(); process.exit();
