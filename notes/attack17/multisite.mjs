// WordPress multisite: https://net.example/site1 is the client's; its responses name /site2, the main site, and odd spellings. P1, P2: where do the password and the token go?
import { createClient } from "presskey";
const b = (o) => Buffer.from(JSON.stringify(o)).toString("base64url"); const now = () => Math.floor(Date.now() / 1000);
const token = () => `${b({ alg: "HS256" })}.${b({ iss: "x", iat: now(), nbf: now(), exp: now() + 3600, data: { user: { id: "1" } } })}.c2ln`;
const roots = ["https://net.example/site2/wp-json/", "https://net.example/wp-json/", "https://net.example/site10/wp-json/", "https://net.example/site1/../site2/wp-json/", "https://net.example/site1/..%2fsite2/wp-json/", "https://net.example/site1/%2e%2e/site2/wp-json/", "https://net.example/site1%2f..%2fsite2/wp-json/", "https://net.example/site1;x=/../site2/wp-json/", "https://net.example/SITE1/wp-json/", "https://net.example/site1/wp-json/../../site2/wp-json/", "https://net.example/?rest_route=/", "https://net.example/site1?rest_route=/", "https://net.example/site1/index.php/wp-json/", "https://net.example/site1\\..\\site2/wp-json/", "https://net.example//site2/wp-json/", "https://net.example:443/site2/wp-json/", "//net.example/site2/wp-json/", "/site2/wp-json/", "../site2/wp-json/", "https://net.example/site1/#/../site2", "https://user@net.example/site1/wp-json/", "https://net.example/site1./wp-json/", "https://net.example/site1%20/wp-json/"];
let bad = 0, n = 0;
for (const root of roots) for (const shape of ["link", "redirect", "html", "json", "moved"]) for (const given of ["https://net.example/site1", "https://net.example/site1/", "https://net.example/site1/wp-json/"]) {
  n++; const seen = [];
  const fetch = async (input, init = {}) => {
    const url = String(input.url ?? input); const h = new Headers(init.headers ?? input.headers); const body = String(init.body ?? "");
    if (h.get("authorization") || /pass-word/.test(body)) { const u = new URL(url); seen.push(url); if (u.origin !== "https://net.example" || !/^\/site1(\/|$)/.test(u.pathname) || /%2e|%2f|;|\\/i.test(u.pathname)) { bad++; console.log("SENT", given, shape, root, "->", url, h.get("authorization") ? "token" : "password"); } }
    const headers = { "content-type": "application/json", link: `<${root}>; rel="https://api.w.org/"` };
    const isFirst = !/rest_route|wp-json/.test(url);
    if (shape === "redirect" && !h.get("authorization") && (init.method ?? "GET") === "GET" && url.includes("site1")) { const r = Response.json({ name: "s", home: root, url: root, namespaces: ["wp/v2", "jwt-auth/v1"], routes: {} }, { headers }); try { Object.defineProperty(r, "url", { value: new URL(root, url).href }); Object.defineProperty(r, "redirected", { value: true }); } catch {} return r; }
    if (shape === "html" && (/wp-json/.test(url) || isFirst)) return new Response(`<html><head><link rel="https://api.w.org/" href="${root}"></head></html>`, { status: /wp-json/.test(url) ? 404 : 200, headers: { ...headers, "content-type": "text/html" } });
    if (shape === "moved" && url.includes("/site1") && !/rest_route=%2F&|rest_route=\/?$/.test(url)) return new Response("<html>404</html>", { status: 404, headers: { ...headers, "content-type": "text/html" } });
    if (/jwt-auth\/v1\/token$/.test(decodeURIComponent(url))) return Response.json({ token: token(), user_email: "a@b.c", user_nicename: "a", user_display_name: "a" }, { headers });
    if (/users\/me/.test(url)) return Response.json({ id: 1 }, { headers });
    return Response.json({ name: "s", home: root, url: root, namespaces: ["wp/v2", "jwt-auth/v1"], routes: {} }, { headers });
  };
  const wp = createClient({ site: given, fetch, storage: "memory", plugin: n % 2 ? "auto" : "jwt-authentication-for-wp-rest-api" });
  const out = await wp.login({ username: "anna", password: "pass-word-1" }).then((s) => s.status, (e) => e.code);
  for (const call of ["/wp/v2/users/me", root, "https://net.example/site2/wp-json/wp/v2/users/me", "https://net.example/site1/../site2/wp-json/x"]) await wp.fetch(call).catch(() => {});
  await wp.validate().catch(() => {}); await wp.logout().catch(() => {}); wp.close();
  (globalThis.count ??= {})[out] = (globalThis.count[out] ?? 0) + 1;
}
console.log(n, "rounds; bad", bad, JSON.stringify(globalThis.count)); process.exit();
