// P8: does a site that names another place each time keep presskey searching?
import { createServer } from "node:http"; import { once } from "node:events";
import { createClient } from "presskey"; import { createBackend } from "presskey/server";
let n = 0, how; const log = [];
const s = createServer((req, res) => { n++; const base = `http://127.0.0.1:${s.address().port}`; log.push(req.method + " " + req.url.slice(0, 70)); how(req, res, base); }).listen(0, "127.0.0.1"); await once(s, "listening");
const url = `http://127.0.0.1:${s.address().port}`;
const html = (res, status, b = "<html>x</html>") => { res.statusCode = status; res.setHeader("content-type", "text/html"); res.end(b); };
const index = (base, more) => JSON.stringify({ name: "s", home: base, url: base, namespaces: ["wp/v2", "jwt-auth/v1"], authentication: {}, routes: {}, ...more });
const hows = {
  link404: (q, r, b) => { r.setHeader("link", `<${b}/p${n}/wp-json/>; rel="https://api.w.org/"`); html(r, 404); },
  link200: (q, r, b) => { r.setHeader("link", `<${b}/p${n}/wp-json/>; rel="https://api.w.org/"`); html(r, 200); },
  linkHtml: (q, r, b) => html(r, 200, `<html><head><link rel="https://api.w.org/" href="${b}/p${n}/wp-json/"></head></html>`),
  redirect: (q, r, b) => { r.writeHead(302, { location: `${b}/p${n}/wp-json/` }).end(); },
  redirect307same: (q, r, b) => { r.writeHead(307, { location: `${b}${q.url}${q.url.includes("?") ? "&" : "?"}n=${n}` }).end(); },
  indexUrl: (q, r, b) => { r.setHeader("content-type", "application/json"); r.setHeader("link", `<${b}/p${n}/wp-json/>; rel="https://api.w.org/"`); r.end(index(b, { url: `${b}/p${n}`, home: `${b}/p${n}` })); },
  noRoute: (q, r, b) => { r.setHeader("content-type", "application/json"); r.statusCode = 404; r.setHeader("link", `<${b}/p${n}/wp-json/>; rel="https://api.w.org/"`); r.end('{"code":"rest_no_route","message":"x","data":{"status":404}}'); },
  alternate: (q, r, b) => { r.setHeader("content-type", "application/json"); if (/_fields/.test(q.url)) { r.setHeader("link", `<${b}/p${n}/wp-json/>; rel="https://api.w.org/"`); return r.end(index(b)); } html(r, 404); },
  alternate405: (q, r, b) => { r.setHeader("content-type", "application/json"); if (/_fields/.test(q.url)) { r.setHeader("link", `<${b}/index.php?rest_route=/>; rel="https://api.w.org/"`); return r.end(index(b)); } html(r, n % 2 ? 405 : 403); },
  random: (q, r, b) => { const k = n * 7919 % 6; if (k === 0) return html(r, 404); if (k === 1) { r.writeHead(301, { location: `${b}/q${n}/wp-json/` }).end(); return; } r.setHeader("content-type", "application/json"); r.setHeader("link", `<${b}/z${n}/wp-json/>; rel="https://api.w.org/"`); if (k === 2) { r.statusCode = 401; return r.end('{"code":"rest_cannot","message":"x","data":{"status":401}}'); } if (k === 3) return html(r, 500); r.end(index(b, { url: b + "/z" + n })); },
};
for (const [name, f] of Object.entries(hows)) { how = f; const counts = [];
  for (const [what, call] of Object.entries({ login: (w) => w.login({ username: "a", password: "p-w-1-xyz" }), json: (w) => w.json("/wp/v2/x"), write: (w) => w.json("/wp/v2/x", { method: "DELETE" }), batch: (w) => w.batch(Array.from({ length: 30 }, () => ({ path: "/x" }))), paginate: async (w) => { for await (const _ of w.paginate("/wp/v2/x")); }, diagnose: (w) => w.diagnose() })) {
    n = 0; log.length = 0; const w = createClient({ site: url, timeout: 3000 });
    const r = await Promise.race([call(w).then(() => "ok", (e) => e.code), new Promise((r) => setTimeout(r, 8000, "8s"))]); counts.push(`${what} ${r} ${n}`);
    if (n > 60) console.log(log.slice(-5));
    n = 0; await call(w).catch(() => {}); counts.push(n);
  }
  console.log(name, "|", counts.join(" "));
}
process.exit();
