// How many requests to WordPress one visitor's request costs, when a route answers with a page.
import { createBackend } from "/tmp/fresh/p/pkg/dist/server.js";
for (const [name, opts, make] of [
  ["404 page", {}, () => new Response("<html>404</html>", { status: 404, headers: { "content-type": "text/html" } })],
  ["403 page", {}, () => new Response("<html>Forbidden</html>", { status: 403, headers: { "content-type": "text/html" } })],
  ["500 page", {}, () => new Response("<html>Error</html>", { status: 500, headers: { "content-type": "text/html" } })],
  ["redirect", {}, () => new Response(null, { status: 302, headers: { location: "https://e.com/login/" } })],
]) {
  let sent = [];
  const fetch = async (u, i) => { const url = String(u.url ?? u); sent.push((i?.method ?? "GET") + " " + url); if (/victim-route/.test(url)) return make(); return Response.json({ name: "S", url: "https://e.com", namespaces: ["wp/v2", "jwt-auth/v1"] }); };
  const backend = createBackend({ site: "https://e.com", plugin: "jwt-auth", fetch, secret: "x".repeat(40) });
  const call = async (method) => { sent = []; const r = await backend.handle(new Request("https://a.example/api/presskey/rest/acme/v1/victim-route", { method, headers: { origin: "https://a.example" } })); return r.status + ":" + sent.length; };
  console.log(name, "GET", await call("GET"), await call("GET"), await call("GET"), "POST", await call("POST"), await call("POST"), sent.map((x) => x.slice(0, 80)).join(" , "));
}
