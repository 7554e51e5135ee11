globalThis.location = new URL("https://app.example.net/"); globalThis.document = { addEventListener() {}, removeEventListener() {}, title: "x", readyState: "complete" }; globalThis.window = globalThis;
class S { m = new Map(); getItem = (k) => this.m.get(k) ?? null; setItem = (k, v) => void this.m.set(k, String(v)); removeItem = (k) => void this.m.delete(k); }
globalThis.localStorage = new S(); globalThis.sessionStorage = new S();
const { createClient } = await import("presskey");
const E = "https://evil.example";
const variants = {
  home: () => Response.json({ name: "x", url: E, home: E + "/blog", namespaces: ["wp/v2", "jwt-auth/v1"], authentication: { "application-passwords": { endpoints: { authorization: E + "/wp-admin/authorize-application.php" } } }, routes: { "/": { _links: { self: [{ href: E + "/wp-json/" }] } } } }, { headers: { link: `<${E}/wp-json/>; rel="https://api.w.org/"` } }),
  html: () => new Response(`<html><head><link rel="https://api.w.org/" href="${E}/wp-json/"><link rel="canonical" href="${E}/"></head></html>`, { headers: { "content-type": "text/html", link: `<${E}/wp-json/>; rel="https://api.w.org/"` } }),
  redirect: () => new Response(null, { status: 301, headers: { location: E + "/wp-json/" } }),
  fail: () => { throw new TypeError("fetch failed"); },
  cors403: () => new Response("<h1>no</h1>", { status: 403, headers: { "content-type": "text/html", location: E } }),
};
for (const site of ["https://example.com", "https://www.example.com", "https://anna.pages.example", "https://www.github.io", "https://127.0.0.1", "https://localhost", "https://example.co.uk", "https://www.anna.pages.example", "https://pages.example:8443"]) for (const [name, f] of Object.entries(variants)) {
  const asked = new Set();
  const fetch = async (i, n) => { const u = new URL(i.url ?? i); if (u.origin !== new URL(site).origin) asked.add(`${n?.method ?? "GET"} ${u.href.slice(0, 70)} ${n?.body ? "BODY" : ""}${new Headers(n?.headers).get("authorization") ? "TOKEN" : ""}`); return f(u); };
  const wp = createClient({ site, storage: "memory", fetch });
  await wp.diagnose().catch(() => {}); await wp.login({ username: "a", password: "secret-pass-1" }).catch(() => {}); await wp.json("/wp/v2/posts").catch(() => {}); await wp.supportBundle().catch(() => {});
  wp.close(); if (asked.size) console.log(site, name, [...asked]);
}
process.exit();
