import http from "node:http";
import { spawnSync, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
const nasty = ["*/ import('x'); /*", "`${alert(1)}`", "\"; process.exit(7); //", "a\nexport const evil = 1;\n//", "\u2028export const evil=2;//", "</script>", "\\", "__proto__", "constructor", "a'b", "\u202etxt", "{{evil}}", "\r\nX: y"];
const props = Object.fromEntries(nasty.map((n) => [n, { type: "string", description: n, enum: [n, ...nasty], title: n, format: n, pattern: n, default: n }]));
const args = Object.fromEntries(nasty.map((n) => [n, { type: ["string", n], description: n, enum: nasty, required: false, default: n }]));
const routes = { "/": { namespace: "", methods: ["GET"], endpoints: [] } };
if (process.argv[2]) for (const n of nasty) routes[`/wp/v2/${n}/(?P<id>[\\d]+)`] = { namespace: "wp/v2", methods: ["GET", "POST", n], endpoints: [{ methods: ["GET", n], args }, { methods: ["POST"], args }], schema: { title: n, type: "object", properties: props } };
routes["/wp/v2/posts"] = { namespace: "wp/v2", methods: ["GET", "POST"], endpoints: [{ methods: ["GET"], args }, { methods: ["POST"], args }], schema: { title: nasty[0], type: "object", properties: props } };
routes["/jwt-auth/v1/token"] = { namespace: "jwt-auth/v1", methods: ["POST"], endpoints: [{ methods: ["POST"], args: {} }] };
const s = http.createServer((q, r) => {
  const u = new URL(q.url, "http://x");
  r.writeHead(200, { "content-type": "application/json" });
  if (q.method === "OPTIONS" || u.searchParams.get("context") === "help") return r.end(JSON.stringify({ namespace: nasty[0], methods: ["GET"], endpoints: routes["/wp/v2/posts"].endpoints, schema: { title: nasty[3], type: "object", properties: props } }));
  r.end(JSON.stringify({ name: nasty[3], description: nasty[0], url: nasty[2], home: nasty[2], namespaces: ["wp/v2", "jwt-auth/v1", ...nasty], routes, authentication: {} }));
}).listen(0, "127.0.0.1", async () => {
  const site = `http://127.0.0.1:${s.address().port}`;
  const run = (args) => new Promise((res) => { const c = spawn(process.execPath, ["pkg/bin/presskey.js", ...args]); let o = "", e = ""; c.stdout.on("data", (d) => o += d); c.stderr.on("data", (d) => e += d); c.on("close", (code) => res({ code, o, e })); });
  let r = await run(["types", site, "--out", "/tmp/a12-types.ts"]); console.log("types", r.code, r.e.slice(0, 300));
  r = await run(["postman", site, "--out", "/tmp/a12-post.json"]); console.log("postman", r.code, r.e.slice(0, 300));
  r = await run(["postman", site, "--openapi", "--out", "/tmp/a12-open.json"]); console.log("openapi", r.code, r.e.slice(0, 300));
  s.close();
});
