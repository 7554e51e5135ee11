// A 404 (JSON) that never ends, from a real server: backend.handle() never answers, and keeps what comes in memory. timeout: 1 s.
import http from "node:http";
import { createBackend } from "/tmp/fresh/p/pkg/dist/server.js";
import { createClient } from "/tmp/fresh/p/pkg/index.js";
let sent = 0;
const s = http.createServer((req, res) => {
  res.setHeader("Content-Type", "application/json");
  if (!/nowhere/.test(req.url)) return res.end(JSON.stringify({ name: "S", namespaces: ["wp/v2", "jwt-auth/v1"] }));
  res.statusCode = 404; const b = Buffer.alloc(1 << 18, 32);
  const t = setInterval(() => { sent += b.length; res.write(b); }, 5); res.on("close", () => clearInterval(t)); res.flushHeaders();
}).listen(0, "127.0.0.1", async () => {
  const site = `http://127.0.0.1:${s.address().port}/wp-json`;
  const backend = createBackend({ site, plugin: "jwt-auth", secret: "x".repeat(40), timeout: 1000 });
  const wp = createClient({ site, plugin: "jwt-auth", timeout: 1000 });
  let t = Date.now();
  console.log("json():", await Promise.race([wp.json("/wp/v2/nowhere").catch((e) => e.code), new Promise((r) => setTimeout(r, 6000, "no answer after 6 s"))]), Date.now() - t, "ms");
  t = Date.now(); sent = 0;
  const r = await Promise.race([backend.handle(new Request("https://app.example.com/api/presskey/rest/wp/v2/nowhere")), new Promise((r) => setTimeout(r, 10000, "NO ANSWER after 10 s"))]);
  console.log("backend.handle():", r.status ?? r, Date.now() - t, "ms; MB taken:", (sent / 1e6).toFixed(0), "rss MB:", (process.memoryUsage().rss / 1e6).toFixed(0));
  const res = await wp.fetch("/wp/v2/nowhere");
  console.log("explain():", await Promise.race([wp.explain(res).then((e) => e.code), new Promise((r) => setTimeout(r, 4000, "no answer after 4 s"))]));
  process.exit();
});
