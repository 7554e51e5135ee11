// With `via`: any page with a status of 400 or more that is not the backend's (a proxy's 502 during a deployment, a 404 page) is taken for its JSON `false`
import { app, launch } from "./chrome.mjs"; import { jwt, json } from "./lib.mjs";
const { createBackend } = await import("/work/wt/attack10/pkg/dist/server.js");
const wp = async (u, init) => { const url = decodeURIComponent(String(u?.url ?? u)); if (/\/token$/.test(url)) return json({ token: jwt(), user_email: "a@b.c", user_nicename: "anna", user_display_name: "Anna" }); return json({ name: "x", url: "https://e.com", home: "https://e.com", namespaces: ["wp/v2", "jwt-auth/v1"], routes: {}, authentication: {} }); };
const backend = createBackend({ site: "https://e.com", plugin: "jwt-authentication-for-wp-rest-api", secret: "x".repeat(40), fetch: wp });
let down = 0;
const a = await app(async (req, res) => { if (!req.url.startsWith("/api/presskey")) return false; if (down) { res.writeHead(down, { "content-type": "text/html" }); res.end("<h1>Bad Gateway</h1>"); return true; }
  const chunks = []; for await (const c of req) chunks.push(c); const r = await backend.handle(new Request(`http://${req.headers.host}${req.url}`, { method: req.method, headers: req.headers, body: chunks.length ? Buffer.concat(chunks) : undefined })); const h = {}; for (const [k, v] of r.headers) if (k !== "set-cookie") h[k] = v; res.writeHead(r.status, { ...h, "set-cookie": r.headers.getSetCookie() }); res.end(Buffer.from(await r.arrayBuffer())); return true; });
const browser = await launch(); const ctx = await browser.newContext(); const open = async () => { const p = await ctx.newPage(); await p.goto(a.origin + "/"); await p.waitForFunction(() => window.loaded); await p.evaluate(async () => { window.w = P.createClient({ via: "/api/presskey" }); await w.ready().catch(() => {}); }); return p; };
for (const status of [502, 503, 404]) {
  const p = await open(); await p.evaluate(() => w.login({ username: "anna", password: "x1y2z3w4" }));
  down = status;
  console.log(status, await p.evaluate(async () => { const o = {}; o.validate = await w.validate().catch((e) => e.code); o.refresh = await w.refresh().then((s) => JSON.stringify(s), (e) => e.code); return o; }));
  const q = await ctx.newPage(); await q.goto(a.origin + "/"); await q.waitForFunction(() => window.loaded);
  console.log("  new page: ready() ->", await q.evaluate(async () => { window.w = P.createClient({ via: "/api/presskey" }); return w.ready().then((s) => JSON.stringify(s), (e) => e.code); }), "| login() ->", await q.evaluate(() => w.login({ username: "anna", password: "WRONG" }).then((s) => "resolves " + JSON.stringify(s), (e) => e.code)));
  down = 0; const r = await open(); down = status;
  console.log("  logout() ->", await r.evaluate(async () => { const out = await w.logout().then(() => "resolved", (e) => e.code); return out + ", left to do: " + JSON.stringify(Object.keys(localStorage).filter((k) => k.endsWith(":leaving"))); }));
  down = 0; await Promise.all(ctx.pages().map((x) => x.close())); const n = await open();
  console.log("  the next person opens the app:", await n.evaluate(() => w.session.status + " " + w.session.user?.username)); await n.evaluate(() => w.logout());
}
await browser.close(); a.server.close(); process.exit(0);
