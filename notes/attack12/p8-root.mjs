// P8 "the REST API is never looked for outside the site"; P1 "the site's own origin and path".
import http from "node:http";
import { createClient } from "presskey";
const seen = [];
let script = {};
const s = http.createServer(async (q, r) => {
  let b = ""; for await (const c of q) b += c;
  seen.push(`${q.method} ${q.url}${q.headers.authorization ? " +token" : ""}${/geheim/.test(b) ? " +password" : ""}`);
  const a = script(q) ?? { status: 404, body: "<html>", type: "text/html" };
  r.writeHead(a.status ?? 200, { "content-type": a.type ?? "application/json", ...a.headers }); r.end(q.method === "HEAD" ? "" : typeof a.body === "string" ? a.body : JSON.stringify(a.body ?? {}));
}).listen(0, "127.0.0.1");
await new Promise((r) => s.once("listening", r));
const O = `http://127.0.0.1:${s.address().port}`, L = `http://localhost:${s.address().port}`;
const index = (more) => ({ body: { url: `${O}/evil`, home: `${O}/evil`, namespaces: ["jwt-auth/v1", "wp/v2"], routes: {}, ...more } });
const evil = (q) => (/^\/evil\/wp-json\/?$/.test(q.url) ? index() : /^\/evil\/wp-json\/jwt-auth\/v1\/token$/.test(q.url) ? { body: { token: "x.y.z", user_email: "a", user_nicename: "a", user_display_name: "a" } } : undefined);
const cases = {
  "Link to a sibling path": (q) => evil(q) ?? (/^\/blog\/?$/.test(q.url) ? { type: "text/html", body: "<p>", headers: { link: `<${O}/evil/wp-json/>; rel="https://api.w.org/"` } } : undefined),
  "Link in html to a sibling": (q) => evil(q) ?? (/^\/blog\/?$/.test(q.url) ? { type: "text/html", body: `<link rel="https://api.w.org/" href="${O}/evil/wp-json/">` } : undefined),
  "Link with dots": (q) => evil(q) ?? (/^\/blog\/?$/.test(q.url) ? { type: "text/html", body: "<p>", headers: { link: `<${O}/blog/../evil/wp-json/>; rel="https://api.w.org/"` } } : undefined),
  "Link with ..;": (q) => evil(q) ?? (/^\/blog\/?$/.test(q.url) ? { type: "text/html", body: "<p>", headers: { link: `<${O}/blog/..;/evil/wp-json/>; rel="https://api.w.org/"` } } : undefined),
  "Link encoded": (q) => evil(q) ?? (/^\/blog\/?$/.test(q.url) ? { type: "text/html", body: "<p>", headers: { link: `<${O}/blog%2f..%2fevil/wp-json/>; rel="https://api.w.org/"` } } : undefined),
  "Link @": (q) => evil(q) ?? (/^\/blog\/?$/.test(q.url) ? { type: "text/html", body: "<p>", headers: { link: `<http://127.0.0.1@localhost:${s.address().port}/blog/wp-json/>; rel="https://api.w.org/"` } } : undefined),
  "redirect to sibling": (q) => evil(q) ?? (/^\/blog/.test(q.url) ? { status: 302, headers: { location: q.url.replace("/blog", "/evil") } } : undefined),
  "redirect to other origin": (q) => (q.headers.host.startsWith("localhost") ? index({ url: L, home: L }) : { status: 302, headers: { location: L + q.url } }),
  "index says elsewhere": (q) => evil(q) ?? (/^\/blog\/wp-json\/?$/.test(q.url) ? { body: { url: O + "/evil", home: O + "/evil", namespaces: ["jwt-auth/v1"], routes: { "/": { _links: { self: [{ href: O + "/evil/wp-json/" }] } } } } } : undefined),
  "rest_route redirect": (q) => evil(q) ?? (/rest_route/.test(q.url) ? { status: 301, headers: { location: "/evil/wp-json/" } } : undefined),
  "parent": (q) => (/^\/wp-json\/?$/.test(q.url) ? index({ url: O, home: O }) : undefined),
};
for (const [n, f] of Object.entries(cases)) for (const plugin of ["auto", "jwt-authentication-for-wp-rest-api"]) {
  script = f; seen.length = 0;
  const wp = createClient({ site: `${O}/blog`, plugin, storage: "memory" });
  const r = await wp.login({ username: "a", password: "geheim-1234" }).then(() => "ok", (e) => e.code);
  const bad = seen.filter((x) => /\+/.test(x) && !/ \/blog\//.test(x));
  console.log(bad.length ? "**" : "  ", n, plugin.slice(0, 4), r, bad.length ? bad : "", seen.filter((x) => !/ \/blog/.test(x)).join(", "));
}
process.exit(0);
