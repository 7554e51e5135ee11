// P8: how long does a response that never ends hold up login, renewal and json()?
import { createServer } from "node:http"; import { once } from "node:events";
import { jwt } from "./wp.mjs";
import { createClient } from "presskey";
let endless = () => false; let life = 3600; let seen = [];
const s = createServer(async (req, res) => { let body = ""; for await (const c of req) body += c; const u = decodeURIComponent(req.url); seen.push(req.method + " " + u);
  res.setHeader("content-type", "application/json"); const base = `http://127.0.0.1:${s.address().port}`; const n = Math.floor(Date.now() / 1000);
  const how = endless(req, u);
  if (how) { res.statusCode = how.status ?? 200; if (how.type) res.setHeader("content-type", how.type); if (how.silent) return; const iv = setInterval(() => res.write(" "), 20); res.on("close", () => clearInterval(iv)); return; }
  if (/token\/refresh/.test(u)) return res.end(JSON.stringify({ token: jwt({ iat: n, exp: n + life, data: { user: { id: "1" } } }), refresh_token: "r2" }));
  if (/jwt-auth\/v1\/token/.test(u)) return res.end(JSON.stringify({ token: jwt({ iat: n, exp: n + life, data: { user: { id: "1" } } }), refresh_token: "r1", user_email: "a@b.c", user_nicename: "a", user_display_name: "A" }));
  res.end(JSON.stringify({ name: "s", home: base, url: base, namespaces: ["wp/v2", "jwt-auth/v1"], routes: {} })); }).listen(0, "127.0.0.1"); await once(s, "listening");
const url = `http://127.0.0.1:${s.address().port}`;
const timed = async (name, p) => { seen = []; const t = performance.now(); const r = await Promise.race([p().then((v) => "ok", (e) => `${e.code} ${e.name}`), new Promise((r) => setTimeout(r, 15000, "NEVER(15s)"))]); console.log(name.padEnd(50), r, Math.round(performance.now() - t), "ms", seen.length, "requests"); };
const all = () => ({}); const timeout = 700;
for (const plugin of ["auto", "jwt-auth-pro-wp-rest-api", "jwt-authentication-for-wp-rest-api", "simple-jwt-login", "wp-graphql-jwt-authentication", "application-passwords", "basic-auth", "wp-user"])
for (const [what, how] of Object.entries({ body: {}, html: { type: "text/html" }, e404: { status: 404 }, h404: { status: 404, type: "text/html" }, silent: { silent: true } })) {
  endless = () => how; await timed(`login ${plugin} ${what}`, () => createClient({ site: url, plugin, timeout }).login({ username: "a", password: "pass-word-1" }));
}
for (const plugin of ["auto", "jwt-authentication-for-wp-rest-api"]) for (const [what, how] of Object.entries({ body: {}, html: { type: "text/html" }, e401: { status: 401 }, e403html: { status: 403, type: "text/html" }, e404: { status: 404 }, silent: { silent: true } })) {
  endless = () => false; const wp = createClient({ site: url, plugin: "jwt-authentication-for-wp-rest-api", timeout }); await wp.login({ username: "a", password: "pass-word-1" });
  endless = () => how;
  await timed(`json ${what}`, () => wp.json("/wp/v2/posts"));
  await timed(`write ${what}`, () => wp.json("/wp/v2/posts", { method: "POST", json: {} }));
  await timed(`refresh ${what}`, () => wp.refresh());
  await timed(`validate ${what}`, () => wp.validate());
  await timed(`logout ${what}`, () => wp.logout());
  await timed(`first json ${what}`, () => createClient({ site: url, plugin, timeout }).json("/wp/v2/posts"));
}
process.exit();
