import { app, launch, FETCH } from "./chrome.mjs"; import { readFileSync } from "node:fs";
let token, endless = 0, bytes = 0, open = 0;
const b = (x) => Buffer.from(typeof x === "string" ? x : JSON.stringify(x)).toString("base64url");
const a = await app(async (req, res) => {
  const path = new URL(req.url, "http://x").pathname;
  if (path.startsWith("/rust/")) { res.writeHead(200, { "content-type": path.endsWith(".wasm") ? "application/wasm" : "text/javascript" }); res.end(readFileSync("/tmp/attack10/rust/page-out" + path.slice(5))); return true; }
  if (!path.startsWith("/wp")) return false;
  const u = decodeURIComponent(req.url); const origin = "http://" + req.headers.host;
  const send = (v, s = 200) => { res.writeHead(s, { "content-type": "application/json" }); res.end(JSON.stringify(v)); return true; };
  if (/\/token$/.test(u)) { token ??= b({ alg: "HS256", typ: "JWT" }) + "." + b({ iss: origin + "/wp", iat: Math.floor(Date.now() / 1000), exp: Math.floor(Date.now() / 1000) + 3600, data: { user: { id: "7" } } }) + "." + b("sig-0123456789abcdef"); return send({ token, user_email: "a@b.c", user_nicename: "anna", user_display_name: "Anna" }); }
  if (u.includes("/acme/echo")) return send({ id: "missing field " + req.headers.authorization });
  if (u.includes("/acme/endless")) { open++; res.writeHead(200, { "content-type": "application/json" }); res.write('{"a":"'); const t = setInterval(() => { res.write("x".repeat(1 << 16)); bytes += 1 << 16; }, 20); res.on("close", () => { open--; clearInterval(t); }); return true; }
  return send({ name: "x", url: origin + "/wp", home: origin + "/wp", namespaces: ["wp/v2", "jwt-auth/v1"], routes: {}, authentication: {} });
});
const browser = await launch(); const p = await browser.newPage(); p.on("console", (m) => console.log("console:", m.text().slice(0, 200)));
await p.goto(a.origin + "/");
const r = await p.evaluate(async () => {
  const R = await import("/rust/index.js"); const wp = R.createClient({ site: location.origin + "/wp", plugin: "jwt-authentication-for-wp-rest-api", storage: "memory", timeout: 1500 }); window.wp = wp;
  await wp.login({ username: "anna", password: "x1y2z3w4" });
  try { await wp.typed("/acme/echo"); } catch (e) { return { code: e.code, message: e.message, serverMessage: e.serverMessage, leaks: e.message.includes(wp.token()) }; }
});
console.log(r);
console.log("endless json():", await p.evaluate(async () => { const t = performance.now(); try { await wp.json("/acme/endless"); } catch (e) { return e.code + " after " + Math.round(performance.now() - t); } }));
const b1 = bytes; await new Promise((r) => setTimeout(r, 4000)); console.log("4 s later: connections still open:", open, "bytes sent since the timeout:", bytes - b1);
// npm package for comparison
bytes = 0; await p.waitForFunction(() => window.loaded);
console.log("npm endless:", await p.evaluate(async () => { const w = P.createClient({ site: location.origin + "/wp", plugin: "jwt-authentication-for-wp-rest-api", storage: "memory", timeout: 1500 }); await w.login({ username: "anna", password: "x1y2z3w4" }); try { await w.json("/acme/endless"); } catch (e) { return e.code; } }));
await new Promise((r) => setTimeout(r, 500)); console.log("open now", open);
await browser.close(); a.server.close(); process.exit(0);
