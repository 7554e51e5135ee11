import { createBackend } from "presskey/server";
const log = [];
for (const site of ["https://example.com", "https://example.com/blog", "https://example.com/?rest_route=/"]) for (const plugin of ["wp-graphql-jwt-authentication", "simple-jwt-login"]) {
  const backend = createBackend({ site, plugin, secret: "a secret of at least 32 characters", allow: ({ route, method }) => { log.push(`allow ${method} ${route}`); return true; }, fetch: async (i, n) => { log.push(`${n?.method} ${i.url ?? i}`); return Response.json(/_fields/.test(decodeURIComponent(String(i.url ?? i))) ? { namespaces: ["wp/v2"], routes: {} } : { data: { id: 1 } }); } });
  for (const p of ["/rest/graphql", "/rest/graphql/x", "/rest/graphql?query=1", "/rest/GraphQL", "/rest/wp-json/graphql", "/rest//graphql", "/rest/graphql%2fx", "/rest/index.php", "/rest/wp-json", "/rest/%77p-json/wp/v2/posts", "/rest/wp/v2/posts&rest_route=/x", "/rest/wp-json/wp-json/wp/v2/users"]) {
    log.length = 0;
    const r = await backend.handle(new Request("https://app.example.com/api/presskey" + p, { method: "POST", body: "{}", headers: { "Content-Type": "application/json", "Sec-Fetch-Site": "same-origin" } }));
    console.log(site, plugin.slice(0, 10), p, r.status, log.filter((l) => !/_fields/.test(decodeURIComponent(l))).join(" | "));
  }
}
