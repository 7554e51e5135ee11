import { createClient } from "/tmp/fresh/p/pkg/index.js";
import { createBackend } from "/tmp/fresh/p/pkg/dist/server.js";
for (const ra of ["1e300", "1e18", "9007199254740993", "-1", "0x10", "Infinity", "1e305", "Fri, 31 Dec 275760 00:00:00 GMT", " 5 ", "5, 5", "٣"]) {
  const fetch = async (u, i) => { const h = new Headers({ "content-type": "application/json" }); try { h.set("retry-after", ra); } catch { return new Response("{}"); } return i?.method === "POST" ? new Response(JSON.stringify({ code: "too_many_retries", message: "x", data: { status: 429 } }), { status: 429, headers: h }) : Response.json({ name: "S", namespaces: ["wp/v2", "jwt-auth/v1"] }); };
  const wp = createClient({ site: "https://e.com", plugin: "jwt-auth", fetch });
  const e = await wp.login({ username: "a", password: "pw12345x" }).catch((e) => e);
  const backend = createBackend({ site: "https://e.com", plugin: "jwt-auth", fetch, secret: "x".repeat(40) });
  const r = await backend.handle(new Request("https://a.example/api/presskey/login", { method: "POST", headers: { origin: "https://a.example", "content-type": "application/json" }, body: '{"username":"a","password":"pw12345x"}' }));
  console.log(ra, "->", e.name, e.code, e.retryAfter, "|", r.status, r.headers.get("retry-after"));
}
