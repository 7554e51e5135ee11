// P4: after logout(), is the token left in the heap, while the app holds what it got? node heap-token.mjs [MODE]
import v8 from "node:v8"; import { readFileSync, writeFileSync, rmSync } from "node:fs"; import { setTimeout as sleep } from "node:timers/promises"; import { createServer } from "node:http"; import { once } from "node:events";
const [mode, child, siteUrl] = process.argv.slice(2);
const MODES = ["json", "error", "html-error", "refused", "validate", "diagnose", "bundle", "upload", "paginate", "batch", "hung", "fetch-stream", "explain", "getToken", "own-header", "two", "adapter", "backend", "backend-client", "backend-store", "backend-hung"];
if (!child) {
  const jwt = (p) => ["eyJhbGciOiJIUzI1NiJ9", Buffer.from(JSON.stringify(p)).toString("base64url"), "c2ln"].join(".");
  const s = createServer(async (req, res) => { let body = ""; for await (const c of req) body += c; const u = decodeURIComponent(req.url); res.setHeader("content-type", "application/json"); const base = `http://127.0.0.1:${s.address().port}`; const n = Math.floor(Date.now() / 1000);
    if (/token\/validate/.test(u)) return res.end('{"code":"jwt_auth_valid_token","data":{"status":200}}');
    if (/jwt-auth\/v1\/token/.test(u)) return res.end(JSON.stringify({ token: jwt({ iat: n, exp: n + 3600, jti: "J" + Math.random().toString(36).slice(2), data: { user: { id: "1" } } }), user_email: "a@b.c", user_nicename: "a", user_display_name: "A" }));
    if (/hung/.test(u)) { res.write("["); return; }
    if (/err400/.test(u)) { res.statusCode = 400; return res.end(JSON.stringify({ code: "x", message: "got " + req.headers.authorization, data: { status: 400 } })); }
    if (/html/.test(u)) { res.statusCode = 500; res.setHeader("content-type", "text/html"); return res.end(`<html>${req.headers.authorization}</html>`); }
    if (/refused/.test(u)) { res.statusCode = 403; return res.end('{"code":"jwt_auth_invalid_token","message":"x","data":{"status":403}}'); }
    if (/posts/.test(u)) { res.setHeader("x-wp-totalpages", "5"); return res.end('[{"id":1}]'); }
    if (/media/.test(u)) return res.end('{"id":5}');
    if (/batch/.test(u)) return res.end('{"responses":[{"status":200,"body":{},"headers":{}}]}');
    if (/users\/me/.test(u)) return res.end('{"id":1,"name":"a","slug":"a"}');
    res.end(JSON.stringify({ name: "s", home: base, url: base, namespaces: ["wp/v2", "jwt-auth/v1"], routes: {} })); }).listen(0, "127.0.0.1"); await once(s, "listening");
  const { spawn } = await import("node:child_process");
  for (const m of mode ? [mode] : MODES) { const p = spawn(process.execPath, ["--expose-gc", import.meta.filename, m, "child", `http://127.0.0.1:${s.address().port}`], { stdio: "inherit" }); await once(p, "exit");
    const secrets = readFileSync(`/tmp/a15-${m}.txt`, "utf8").split("\n").filter(Boolean); const snap = readFileSync(`/tmp/a15-${m}.heapsnapshot`, "latin1");
    const hits = secrets.map((x) => snap.split(x.split(".")[1]).length - 1);
    if (process.env.WHY && hits.some(Boolean)) { const { spawnSync: sp } = await import("node:child_process"); console.log(String(sp(process.execPath, ["--max-old-space-size=2000", "retainers.mjs", `/tmp/a15-${m}.heapsnapshot`, secrets[0].split(".")[1]]).stdout)); }
    console.log(m.padEnd(16), hits.join(" ")); rmSync(`/tmp/a15-${m}.heapsnapshot`); rmSync(`/tmp/a15-${m}.txt`); }
  process.exit();
}
const { createClient } = await import("presskey"); const { createBackend, memoryStore } = await import("presskey/server");
const kept = []; const plugin = "jwt-authentication-for-wp-rest-api";
async function flow() {
  if (mode.startsWith("backend")) {
    const backend = createBackend({ site: siteUrl, plugin, secret: "x".repeat(40), timeout: 500, ...(mode === "backend-store" && { store: memoryStore() }) }); kept.push(backend); let token;
    const real = globalThis.fetch; globalThis.fetch = async (i, n) => { const h = new Headers(n?.headers).get("authorization"); if (h) writeFileSync(`/tmp/a15-${mode}.txt`, h.split(" ")[1] + "\n"); return real(i, n); };
    const req = (p, cookie, init) => new Request("https://app.example" + p, { ...init, headers: { origin: "https://app.example", "content-type": "application/json", "sec-fetch-site": "same-origin", cookie } });
    const r = await backend.handle(req("/api/presskey/login", "", { method: "POST", body: '{"username":"anna","password":"pass-word-1"}' })); await r.text();
    const cookie = r.headers.getSetCookie().map((x) => x.split(";")[0]).join("; ");
    kept.push(await backend.handle(req("/api/presskey/rest/wp/v2/posts", cookie)));
    if (mode === "backend-hung") backend.handle(req("/api/presskey/rest/hung", cookie)).then((x) => kept.push(x));
    if (mode === "backend-client") { const c = await backend.client(req("/", cookie)); kept.push(c, await c.json("/wp/v2/posts"), await c.fetch("/err400"), await c.json("/err400").catch((e) => e)); kept.push(await backend.client(req("/", cookie))); await c.logout(); return; }
    await sleep(100); kept.push(await backend.handle(req("/api/presskey/logout", cookie, { method: "POST", body: "{}" }))); return;
  }
  const map = new Map(); const wp = createClient({ site: siteUrl, plugin, timeout: 500, ...(mode === "adapter" && { storage: { get: async (k) => map.get(k), set: async (k, v) => void map.set(k, v), remove: async (k) => void map.delete(k) } }) }); kept.push(wp, map);
  await wp.login({ username: "anna", password: "pass-word-1" }); writeFileSync(`/tmp/a15-${mode}.txt`, wp.token() + "\n");
  const keep = (p) => p.then((v) => kept.push(v), (e) => kept.push(e));
  if (mode === "json") { await keep(wp.json("/wp/v2/posts")); await keep(wp.fetch("/wp/v2/posts")); await keep(wp.fetch("/wp/v2/posts")); }
  if (mode === "error") await keep(wp.json("/err400"));
  if (mode === "html-error") await keep(wp.json("/html"));
  if (mode === "refused") await keep(wp.json("/refused"));
  if (mode === "validate") await keep(wp.validate());
  if (mode === "diagnose") await keep(wp.diagnose());
  if (mode === "bundle") await keep(wp.supportBundle({ record: async (c) => { await c.login({ username: "anna", password: "pass-word-1" }); } }));
  if (mode === "upload") await keep(wp.upload(new File(["x"], "x.png", { type: "image/png" })));
  if (mode === "paginate") { const it = wp.paginate("/wp/v2/posts")[Symbol.asyncIterator](); await keep(it.next()); kept.push(it); }
  if (mode === "batch") await keep(wp.batch([{ path: "/wp/v2/posts" }]));
  if (mode === "hung") { keep(wp.json("/hung")); await sleep(100); }
  if (mode === "fetch-stream") { await keep(wp.fetch("/hung")); }
  if (mode === "explain") { const r = await wp.fetch("/err400"); kept.push(r); await keep(wp.explain(r)); }
  if (mode === "own-header") await keep(wp.fetch("/wp/v2/posts", { headers: { "X-Other": "1" } }));
  if (mode === "two") { const w2 = createClient({ site: siteUrl, plugin }); await w2.login({ token: wp.token() }); kept.push(w2); await w2.logout(); }
  await wp.logout();
}
await flow(); await sleep(900);
for (let i = 0; i < 8; i++) { globalThis.gc(); await sleep(20); }
v8.writeHeapSnapshot(`/tmp/a15-${mode}.heapsnapshot`); process.exit();
