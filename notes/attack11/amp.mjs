import { createBackend } from "presskey/server";
import { createClient } from "presskey";
const asked = [];
const fetch = async (i, n) => { const u = String(i.url ?? i); asked.push([n?.method, u]); if (/wp-json/.test(u)) return new Response("<h1>404</h1>", { status: 404, headers: { "content-type": "text/html" } });
 return Response.json({ name: "x", namespaces: ["wp/v2", "jwt-auth/v1"], url: "https://wp.example", home: "https://wp.example", authentication: {}, routes: {} }); };
const backend = createBackend({ site: "https://wp.example", plugin: "jwt-authentication-for-wp-rest-api", secret: "x".repeat(32), fetch });
for (const p of ["/wp/v2/posts/5&_method=DELETE", "/wp/v2/posts/5%26_method=DELETE", "/wp/v2/posts/5%2526_method=DELETE", "/wp/v2/posts/5+x", "/wp/v2/posts/5&rest_route=/x", "/wp/v2/posts/[a]"]) {
  asked.length = 0;
  const r = await backend.handle(new Request("https://app.example.com/api/presskey/rest" + p, { headers: { "sec-fetch-site": "same-origin" } }));
  console.log(p, r.status, asked.at(-1));
}
const wp = createClient({ site: "https://wp.example", fetch });
for (const p of ["/wp/v2/posts/5&_method=DELETE", "/wp/v2/posts?a=b&c", "/wp/v2/a%26b"]) { asked.length = 0; await wp.fetch(p).catch(e => console.log(e.code)); console.log(p, asked.at(-1)); }
