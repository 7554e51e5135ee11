// P6/identity: while the client is still `loading` (its /session is slow or fails), a page that was rendered with anna's session writes as bert
import { app, launch } from "./chrome.mjs"; import { jwt, json } from "./lib.mjs"; import { readFileSync } from "node:fs";
const { createBackend } = await import("/work/wt/attack10/pkg/dist/server.js");
const b = (x) => Buffer.from(typeof x === "string" ? x : JSON.stringify(x)).toString("base64url"); const IDS = { anna: "7", bert: "8" }; const writes = [];
const wp = async (u, init) => { const url = decodeURIComponent(String(u?.url ?? u)); if (/\/token$/.test(url)) { const name = new URLSearchParams(init.body).get("username"); return json({ token: jwt({ data: { user: { id: IDS[name] } }, n: name }), user_email: name + "@x.y", user_nicename: name, user_display_name: name }); } if (url.includes("/wp/v2/")) { const h = new Headers(init?.headers).get("authorization"); writes.push([init.method, h ? JSON.parse(Buffer.from(h.split(".")[1], "base64url")).n : "nobody"]); return json({ id: 1 }, 201); } return json({ name: "x", url: "https://e.com", home: "https://e.com", namespaces: ["wp/v2", "jwt-auth/v1"], routes: {}, authentication: {} }); };
const backend = createBackend({ site: "https://e.com", plugin: "jwt-authentication-for-wp-rest-api", secret: "x".repeat(40), fetch: wp });
let slow = false; const named = [];
const a = await app(async (req, res) => { if (!req.url.startsWith("/api/presskey")) return false; if (slow && req.url.includes("/session")) { return true; } if (req.url.includes("/rest/")) named.push(req.headers["presskey-user"]);
  const chunks = []; for await (const c of req) chunks.push(c); const r = await backend.handle(new Request(`http://${req.headers.host}${req.url}`, { method: req.method, headers: req.headers, body: chunks.length ? Buffer.concat(chunks) : undefined })); const h = {}; for (const [k, v] of r.headers) if (k !== "set-cookie") h[k] = v; res.writeHead(r.status, { ...h, "set-cookie": r.headers.getSetCookie() }); res.end(Buffer.from(await r.arrayBuffer())); return true; });
const browser = await launch(); const ctx = await browser.newContext(); const open = async () => { const p = await ctx.newPage(); await p.goto(a.origin + "/"); await p.waitForFunction(() => window.loaded); return p; };
const t1 = await open(); await t1.evaluate(async () => { const w = P.createClient({ via: "/api/presskey" }); await w.login({ username: "anna", password: "x1y2z3w4" }); w.close(); });
// the server renders tab 2 for anna; then bert logs in in tab 1; tab 2 hydrates, and its /session fails
await t1.evaluate(async () => { const w = P.createClient({ via: "/api/presskey" }); await w.login({ username: "bert", password: "x1y2z3w4" }); });
slow = true; const t2 = await open();
console.log(await t2.evaluate(async () => { const w = P.createClient({ via: "/api/presskey" }); await new Promise((r) => setTimeout(r, 500)); const before = JSON.stringify(w.session); const r = await w.fetch("/wp/v2/posts", { method: "POST", json: { title: "by anna" } }).then((x) => x.status, (e) => e.code); return { client: before, write: r }; }));
console.log("Presskey-User:", named, "WordPress saw:", writes);
await browser.close(); a.server.close(); process.exit(0);
