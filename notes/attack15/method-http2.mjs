// As method.mjs, end to end: nodeHandler() on Node's HTTP/2 server takes a method in small letters (HTTP/1 of Node refuses it; Deno, Bun and workerd: see report).
import http2 from "node:http2"; import net from "node:net";
import { startWp, PLUGIN } from "./wp.mjs";
import { createBackend, nodeHandler } from "presskey/server";
const site = await startWp();
const lines = [];
const proxy = net.createServer((c) => { const up = net.connect(new URL(site.url).port, "127.0.0.1"); c.on("data", (d) => { const t = d.toString("latin1"); const m = /^(\w+) (\S+) HTTP/.exec(t); if (m) lines.push(`${m[1]} ${m[2]}`); up.write(Buffer.from(t.replace(/^(\w+) /, (a) => a.toUpperCase()), "latin1")); }); up.on("data", (d) => c.write(d)); for (const s of [c, up]) s.on("error", () => {}).on("close", () => { c.destroy(); up.destroy(); }); });
await new Promise((r) => proxy.listen(0, "127.0.0.1", r));
const asked = [];
const backend = createBackend({ site: `http://127.0.0.1:${proxy.address().port}`, plugin: PLUGIN, secret: "x".repeat(40), allow: ({ method, route }) => { asked.push(`${method} ${route}`); return !/^(PUT|PATCH|DELETE)$/.test(method); } });
const server = http2.createServer(nodeHandler(backend)); await new Promise((r) => server.listen(0, "127.0.0.1", r));
const origin = `http://127.0.0.1:${server.address().port}`; const c = http2.connect(origin);
const call = (method, path, body, more) => new Promise((resolve) => { const s = c.request({ ":method": method, ":path": path, origin, "sec-fetch-site": "same-origin", "content-type": "application/json", ...more }); let h; let t = ""; s.on("response", (x) => (h = x)); s.on("data", (d) => (t += d)); s.on("end", () => resolve({ h, t })); s.end(body); });
const { h } = await call("POST", "/api/presskey/login", '{"username":"anna","password":"pass-word-1"}');
const cookie = h["set-cookie"].map((x) => x.split(";")[0]).join("; ");
for (const method of ["PATCH", "patch"]) { asked.length = lines.length = 0; const { h } = await call(method, "/api/presskey/rest/wp/v2/posts/1", '{"title":"x"}', { cookie }); console.log(method, h[":status"], "| allow was asked:", asked.join(), "| WordPress got:", lines.filter((l) => /posts\/1/.test(l)).join() || "nothing"); }
process.exit();
