// B5: `allow` is told the method as the visitor has spelled it; WordPress reads it in capitals (WP_REST_Request::set_method: strtoupper).
import net from "node:net";
import { startWp, PLUGIN } from "./wp.mjs";
import { createBackend } from "presskey/server";
const site = await startWp();
// In front of WordPress, a server that takes any method (as Apache does), and writes it down.
const lines = [];
const proxy = net.createServer((c) => { const up = net.connect(new URL(site.url).port, "127.0.0.1"); c.on("data", (d) => { const t = d.toString("latin1"); const m = /^(\w+) (\S+) HTTP/.exec(t); if (m) lines.push(`${m[1]} ${m[2]}`); up.write(Buffer.from(t.replace(/^(\w+) /, (a) => a.toUpperCase()).replace(/host: \S+/i, `host: ${new URL(site.url).host}`), "latin1")); }); up.on("data", (d) => c.write(d)); for (const s of [c, up]) s.on("error", () => {}).on("close", () => { c.destroy(); up.destroy(); }); });
await new Promise((r) => proxy.listen(0, "127.0.0.1", r));
const url = `http://127.0.0.1:${proxy.address().port}`;
const asked = [];
const backend = createBackend({ site: url, plugin: PLUGIN, secret: "x".repeat(40),
  // An app that lets people create and delete, but not change posts.
  allow: ({ method, route }) => { asked.push(`${method} ${route}`); return method !== "PATCH" && method !== "PUT"; } });
const origin = "https://app.example";
const req = (path, cookie, init = {}) => new Request(origin + path, { ...init, headers: { cookie, origin, "sec-fetch-site": "same-origin", "content-type": "application/json" } });
const login = await backend.handle(req("/api/presskey/login", "", { method: "POST", body: '{"username":"anna","password":"pass-word-1"}' }));
const cookie = login.headers.getSetCookie().map((c) => c.split(";")[0]).join("; ");
for (const method of ["PATCH", "patch", "Patch", "pUT", "put"]) {
  asked.length = lines.length = 0;
  const r = await backend.handle(req("/api/presskey/rest/wp/v2/posts/1", cookie, { method, body: '{"title":"x"}' }));
  console.log(method.padEnd(6), r.status, "| allow was asked:", asked.join(", "), "| WordPress got:", lines.filter((l) => /posts\/1/.test(l)).join(", ") || "nothing");
}
process.exit();
