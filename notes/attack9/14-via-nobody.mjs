// A page that shows anna, whose cookie is gone (expired, logged out in another tab, removed): its write is sent to WordPress as nobody.
import { createBackend } from "/tmp/fresh/p/pkg/dist/server.js";
const seen = [];
const fetch = async (u, i) => { const url = String(u.url ?? u); seen.push([i?.method ?? "GET", url, new Headers(i?.headers).get("authorization")]); return Response.json(i?.method === "POST" ? { id: 5, author: 0 } : { name: "S", namespaces: ["wp/v2", "jwt-auth/v1"] }, { status: i?.method === "POST" ? 201 : 200 }); };
const backend = createBackend({ site: "https://e.com/wp-json", plugin: "jwt-authentication-for-wp-rest-api", fetch, secret: "x".repeat(40) });
const O = "https://app.example.com";
for (const user of ["1", "", undefined]) {
  seen.length = 0;
  const r = await backend.handle(new Request(O + "/api/presskey/rest/wp/v2/comments", { method: "POST", headers: { origin: O, "content-type": "application/json", ...(user !== undefined && { "presskey-user": user }) }, body: '{"post":1,"content":"as anna"}' }));
  console.log("Presskey-User:", JSON.stringify(user), "->", r.status, await r.text(), "| sent:", JSON.stringify(seen.at(-1)), r.headers.get("presskey-session"));
}
