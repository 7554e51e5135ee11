import { spawn } from "node:child_process";
import http from "node:http";
import { scene } from "./harness.mjs";
const s = await scene("pro");
const big = Buffer.alloc(1 << 20, 97);
const where = process.argv[2] ?? "token", status = Number(process.argv[3] ?? 200);
const site = http.createServer((q, r) => {
  const cors = { "access-control-allow-origin": q.headers.origin ?? "*", "access-control-allow-headers": "content-type, authorization", "content-type": "application/json" };
  if (q.method === "OPTIONS") { r.writeHead(200, cors); return r.end(); }
  if (!q.url.includes(where)) { r.writeHead(200, cors); return r.end(JSON.stringify({ url: "x", namespaces: ["jwt-auth/v1", "wp/v2"], routes: {} })); }
  r.writeHead(status, cors); r.write('{"message":"');
  const go = () => { while (!r.destroyed && r.write(big)) sent++; if (!r.destroyed) r.once("drain", go); };
  let sent = 0; r.on("close", () => console.log("sent MB", sent)); go();
}).listen(0, "127.0.0.1");
await new Promise((r) => site.once("listening", r));
const app = await s.visit({ site: `http://127.0.0.1:${site.address().port}` });
let crashed = false;
app.page.on("crash", () => { crashed = true; console.log("CRASH of the page"); });
const t = Date.now();
const out = await Promise.race([
  app.run((w) => w === "token" ? wp.login({ username: "a", password: "bbbbbbbbb" }) : wp.json("/wp/v2/posts"), where).then(() => "ok", (e) => `${e.code ?? ""} ${e.message}`.slice(0, 200)),
  new Promise((r) => app.page.once("crash", () => r("crashed"))),
]);
console.log(out, Date.now() - t, "ms", { crashed });
await s.stop();
