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
// The call itself is answered at once (or its connection breaks); what presskey asks afterwards never ends.
for (const timeout of [300, 700]) {
  for (const [what, answer] of Object.entries({ html404: { status: 404, type: "text/html" }, html500: { status: 500, type: "text/html" }, json403: { status: 403, type: "application/json" }, json401: { status: 401, type: "application/json" } })) {
    endless = () => false; const wp = createClient({ site: url, plugin: "jwt-authentication-for-wp-rest-api", timeout }); await wp.login({ username: "a", password: "pass-word-1" }); await wp.json("/wp/v2/x");
    endless = (req, u) => { if (/posts\/7/.test(u)) return false; return {}; };
    const listeners = s.listeners("request"); s.removeAllListeners("request");
    s.on("request", (req, res) => { if (/posts\/7/.test(decodeURIComponent(req.url))) { seen.push("quick"); res.statusCode = answer.status; res.setHeader("content-type", answer.type); return res.end(answer.type === "text/html" ? "<html><title>x</title>Not Found</html>" : JSON.stringify({ code: "rest_forbidden", message: "x", data: { status: answer.status } })); } listeners[0](req, res); });
    await timed(`timeout ${timeout}: json ${what}`, () => wp.json("/wp/v2/posts/7"));
    console.log(seen.join(" | "));
    s.removeAllListeners("request"); s.on("request", listeners[0]);
  }
}
process.exit();
