// P4: is a password or a token left in the heap? node --expose-gc heap.mjs MODE
import v8 from "node:v8"; import { readFileSync, writeFileSync, rmSync } from "node:fs"; import { randomBytes } from "node:crypto"; import { setTimeout as sleep } from "node:timers/promises"; import { spawnSync } from "node:child_process"; import { createServer } from "node:http"; import { once } from "node:events";
const [mode, child, siteUrl] = process.argv.slice(2);
const MODES = ["ok", "wrong", "timeout", "abort", "break", "html", "factor", "malformed", "redirect", "basic-logout", "backend", "backend-timeout", "closed", "nested-error"];
if (!child) {
  const held = []; // the server lives in the parent: it holds the password, too
  const jwt = (p) => ["eyJhbGciOiJIUzI1NiJ9", Buffer.from(JSON.stringify(p)).toString("base64url"), "c2ln"].join(".");
  const s = createServer(async (req, res) => { let body = ""; for await (const c of req) body += c; const u = decodeURIComponent(req.url); const m = globalThis.mode; res.setHeader("content-type", "application/json"); const base = `http://127.0.0.1:${s.address().port}`; const n = Math.floor(Date.now() / 1000);
    if (/users\/me/.test(u)) return res.end('{"id":1,"name":"a","slug":"a"}');
    if (/jwt-auth\/v1\/token/.test(u) && !/validate/.test(u)) {
      if (/wrong/.test(m)) { res.statusCode = 403; return res.end('{"code":"[jwt_auth] incorrect_password","message":"no","data":{"status":403}}'); }
      if (/timeout|abort/.test(m)) { res.write(" "); return; }
      if (/break/.test(m)) return res.destroy();
      if (/html/.test(m)) { res.setHeader("content-type", "text/html"); return res.end("<html>x</html>"); }
      if (/factor/.test(m)) { res.statusCode = 403; return res.end('{"code":"jwt_auth_2fa_required","message":"2fa","data":{"status":403,"two_factor_token":"abc123456789"}}'); }
      if (/malformed/.test(m)) return res.end('{"token":"x.y"}');
      if (/redirect/.test(m)) return res.writeHead(307, { location: base + "/elsewhere" }).end();
      if (/nested/.test(m)) { res.statusCode = 500; return res.end('{"code":"x","message":"y","data":{"status":500}}'); }
      return res.end(JSON.stringify({ token: jwt({ iat: n, exp: n + 3600, data: { user: { id: "1" } } }), user_email: "a@b.c", user_nicename: "a", user_display_name: "A" })); }
    res.end(JSON.stringify({ name: "s", home: base, url: base, namespaces: ["wp/v2", "jwt-auth/v1"], routes: {} })); }).listen(0, "127.0.0.1"); await once(s, "listening");
  const { spawn } = await import("node:child_process");
  for (const m of mode ? [mode] : MODES) { globalThis.mode = m; const p = spawn(process.execPath, ["--expose-gc", import.meta.filename, m, "child", `http://127.0.0.1:${s.address().port}`], { stdio: "inherit" }); await once(p, "exit");
    if (process.env.WHY) { const { spawnSync: sp } = await import("node:child_process"); console.log(String(sp(process.execPath, ["retainers.mjs", `/tmp/a15-${m}.heapsnapshot`, readFileSync(`/tmp/a15-${m}.txt`, "utf8").trim()]).stdout)); }
    const secrets = readFileSync(`/tmp/a15-${m}.txt`, "utf8").split("\n").filter(Boolean); const snap = readFileSync(`/tmp/a15-${m}.heapsnapshot`, "latin1");
    console.log(m.padEnd(16), secrets.map((x) => `${x.slice(0, 6)}…: ${snap.split(x).length - 1}`).join("  ")); rmSync(`/tmp/a15-${m}.heapsnapshot`); rmSync(`/tmp/a15-${m}.txt`); }
  process.exit();
}
const { createClient } = await import("presskey"); const { createBackend } = await import("presskey/server");
const kept = [];
async function flow() {
  const pw = "PW" + randomBytes(12).toString("hex"); writeFileSync(`/tmp/a15-${mode}.txt`, pw + "\n");
  const plugin = mode === "basic-logout" ? "basic-auth" : "jwt-authentication-for-wp-rest-api";
  if (mode.startsWith("backend")) {
    const backend = createBackend({ site: siteUrl, plugin, secret: "x".repeat(40), timeout: 500 }); kept.push(backend);
    const r = await backend.handle(new Request("https://app.example/api/presskey/login", { method: "POST", headers: { origin: "https://app.example", "content-type": "application/json", "sec-fetch-site": "same-origin" }, body: JSON.stringify({ username: "anna", password: pw }) })); await r.text(); return;
  }
  const wp = createClient({ site: siteUrl, plugin, timeout: 500 }); kept.push(wp);
  const c = new AbortController(); if (mode === "abort") setTimeout(() => c.abort(), 100);
  await wp.login({ username: "anna", password: pw }, { signal: c.signal }).catch((e) => kept.push(e));
  if (mode === "basic-logout") { kept.push(await wp.fetch("/wp/v2/users/me")); await wp.logout(); }
  if (mode === "closed") wp.close();
}
await flow(); await sleep(Number(process.env.WAIT ?? 700));
for (let i = 0; i < 8; i++) { globalThis.gc(); await sleep(30); }
if (process.env.DROP) kept.length = Number(process.env.DROP); for (let i = 0; i < 8; i++) { globalThis.gc(); await sleep(30); }
v8.writeHeapSnapshot(`/tmp/a15-${mode}.heapsnapshot`); process.exit();
