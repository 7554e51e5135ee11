// Find 10 in Chromium: tab A is busy (a long task) while tab B logs in as another user; then A's click handler posts.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join, extname } from "node:path";
import { createTestSite } from "presskey/testing";
import { launch } from "../../tests/support/chromium.mjs";
const types = { ".js": "text/javascript", ".wasm": "application/wasm", ".json": "application/json" };
const plugin = "jwt-authentication-for-wp-rest-api";
const app = createServer(async (q, r) => {
  const { pathname } = new URL(q.url, "http://x");
  if (pathname.startsWith("/pkg/")) { try { const b = await readFile(join("pkg", pathname.slice(5))); return r.writeHead(200, { "content-type": types[extname(pathname)] ?? "text/plain" }).end(b); } catch { return r.writeHead(404).end(); } }
  if (pathname.startsWith("/wp-json") || pathname === "/index.php" || pathname === "/") {
    if (pathname === "/" && !q.url.includes("rest_route")) return r.writeHead(200, { "content-type": "text/html" }).end(`<script type=module>import { createClient } from "/pkg/dist/client.js"; window.wp = createClient({ site: location.origin, plugin: "${plugin}", storage: "${process.argv[2] ?? "local"}" });</script><button>Publish</button>`);
    const chunks = []; for await (const c of q) chunks.push(c);
    const t = q.headers.authorization?.split(".")[1]; const user = t ? JSON.parse(Buffer.from(t, "base64url")).data.user.id : "nobody";
    if (q.method === "POST") console.log("   POST", pathname, "as user", user);
    const a = await site.answer(new Request(origin + q.url, { method: q.method, headers: q.headers, ...(chunks.length && { body: Buffer.concat(chunks) }) }));
    return r.writeHead(a.status, Object.fromEntries(a.headers)).end(Buffer.from(await a.arrayBuffer()));
  }
  r.writeHead(404).end();
});
await new Promise((r) => app.listen(0, "127.0.0.1", r));
const origin = `http://127.0.0.1:${app.address().port}`;
const site = createTestSite({ site: origin, plugin, edition: "pro" }); const [u, v] = site.users;
const browser = await launch(); const ctx = await browser.newContext();
const [a, b] = [await ctx.newPage(), await ctx.newPage()];
for (const p of [a, b]) { await p.goto(origin + "/"); await p.waitForFunction(() => window.wp); }
const cred = ({ username, password }) => ({ username, password });
await a.evaluate((c) => wp.login(c), cred(u)); await b.waitForTimeout(300);
console.log("A", await a.evaluate(() => wp.session.user?.username), "B", await b.evaluate(() => wp.session.user?.username));
for (const what of ["post", "logout"]) {
  const busy = a.evaluate(async (what) => { const end = Date.now() + 3000; while (Date.now() < end); const shown = wp.session.user?.username; const r = what === "post" ? (await wp.fetch("/wp/v2/posts", { method: "POST", json: { title: "by " + shown } })).status : await wp.logout({ everywhere: true }); return [shown, r, wp.session.user?.username]; }, what);
  await new Promise((r) => setTimeout(r, 300));
  await b.evaluate((c) => wp.login(c), cred(v));
  console.log(what, "| A showed, result, shows now:", await busy);
  await b.waitForTimeout(500); console.log("   B is", await b.evaluate(() => wp.session.status), "validates", await b.evaluate(() => wp.validate().catch((e) => e.code)));
  await a.evaluate((c) => wp.login(c), cred(u)); await b.waitForTimeout(300);
}
// The same process: A has opened B. A's handler runs before A's message event.
const [c] = await Promise.all([ctx.waitForEvent("page"), a.evaluate(() => void window.open("/"))]);
await c.waitForFunction(() => window.wp); await c.waitForTimeout(300);
for (const what of ["post", "logout"]) {
  await a.evaluate((x) => wp.login(x), cred(u)); await c.waitForTimeout(300);
  console.log("opened by A,", what, await c.evaluate(async ([x, what]) => { await wp.login(x); const o = opener.wp; const shown = o.session.user?.username; const r = what === "post" ? (await o.fetch("/wp/v2/posts", { method: "POST", json: { title: "x" } })).status : await o.logout({ everywhere: true }); return [shown, r, o.session.user?.username]; }, [cred(v), what]));
}
await browser.close(); app.close(); app.closeAllConnections();
