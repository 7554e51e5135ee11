import { createBackend } from "presskey/server";
const asked = [], sent = [];
const fetch = async (i, n) => { const u = String(i.url ?? i); if (n?.body !== undefined || /wp\/v2|my/i.test(u)) sent.push(`${n?.method} ${u} type=${new Headers(n?.headers).get("content-type")} ${n?.body ? await new Response(n.body).text() : ""}`); return Response.json({ name: "x", namespaces: ["wp/v2", "jwt-auth/v1"], url: "https://wp.example", home: "https://wp.example", authentication: {}, routes: {} }); };
const backend = createBackend({ site: "https://wp.example", plugin: "jwt-authentication-for-wp-rest-api", secret: "x".repeat(32), fetch, allow: ({ route, method }) => { asked.push(method + " " + route); return !route.startsWith("/wp/v2/users") && route !== "/wp/v2/settings"; } });
for (const p of ["/wp/v2/users/me", "/WP/v2/users/me", "/wp/V2/Users/me", "/wp/v2/settings/", "/wp/v2/settings", "/WP/v2/users/me/application-passwords"]) {
  sent.length = 0; asked.length = 0;
  const r = await backend.handle(new Request("https://app.example.com/api/presskey/rest" + p, { headers: { "sec-fetch-site": "same-origin" } }));
  console.log(p, r.status, asked, sent);
}
sent.length = 0;
const r = await backend.handle(new Request("https://app.example.com/api/presskey/rest/my/v1/many", { method: "PUT", headers: { "sec-fetch-site": "same-origin" }, body: new TextEncoder().encode("requests[0][path]=/wp/v2/users&requests[0][headers][Cookie]=a") }));
console.log("PUT", r.status, asked, sent);
