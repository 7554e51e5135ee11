// P8: a redirect to a long address x a long refresh token keeps the page busy (quadratic)
import { app, launch } from "./chrome.mjs";
const b = (x) => Buffer.from(typeof x === "string" ? x : JSON.stringify(x)).toString("base64url");
let mode = ""; const NL = Number(process.argv[2] ?? 80000), NR = Number(process.argv[3] ?? 30000);
const a = await app(async (req, res) => {
  const path = new URL(req.url, "http://x").pathname; const u = decodeURIComponent(req.url); const origin = "http://" + req.headers.host;
  const send = (v, s = 200) => { res.writeHead(s, { "content-type": "application/json" }); res.end(JSON.stringify(v)); return true; };
  if (path.startsWith("/gate/")) { res.writeHead(200, { "content-type": "text/html" }); res.end("<!doctype html>x"); return true; }
  if (!path.startsWith("/wp")) return false;
  if (/\/token$/.test(u)) return send({ token: b({ alg: "HS256", typ: "JWT" }) + "." + b({ iss: origin + "/wp", iat: Math.floor(Date.now() / 1000), exp: Math.floor(Date.now() / 1000) + 3600, data: { user: { id: "7" } } }) + "." + b("sig-0123456789abcdef"), refresh_token: "a".repeat(NL) + "1", user_email: "a@b.c", user_nicename: "anna", user_display_name: "Anna" });
  if (mode) { res.writeHead(302, { location: origin + "/gate/" + "a".repeat(NR) }); res.end(); return true; }
  return send({ name: "x", url: origin + "/wp", home: origin + "/wp", namespaces: ["wp/v2", "jwt-auth/v1"], routes: { "/jwt-auth/v1/token/refresh": {} }, authentication: {} });
});
const browser = await launch(); const p = await browser.newPage();
await p.goto(a.origin + "/"); await p.waitForFunction(() => window.loaded);
console.log(await p.evaluate(async () => { window.wp = P.createClient({ site: location.origin + "/wp", plugin: "jwt-authentication-for-wp-rest-api", storage: "memory" }); await wp.login({ username: "anna", password: "x1y2z3w4" }); await wp.json("/wp/v2/x"); return wp.session.canRefresh; }));
mode = "redirect";
console.log(await p.evaluate(async () => { let worst = 0, last = performance.now(); const t = setInterval(() => { const n = performance.now(); worst = Math.max(worst, n - last); last = n; }, 10); const t0 = performance.now(); let r; try { await wp.json("/acme/x", { method: "POST" }); } catch (e) { r = e.code + " hint " + e.hint?.length; } await new Promise((r) => setTimeout(r, 50)); clearInterval(t); return `${r} ${Math.round(performance.now() - t0)} ms, longest block ${Math.round(worst)} ms`; }));
await browser.close(); a.server.close(); process.exit(0);
