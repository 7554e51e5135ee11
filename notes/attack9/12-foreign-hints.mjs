// What presskey says of failures of ANOTHER server that the app calls.
import { createClient } from "/tmp/fresh/p/pkg/index.js";
const cases = {
  "404 page": () => new Response("<!doctype html><title>Not found</title>", { status: 404, headers: { "content-type": "text/html" } }),
  "401 jwt code": () => Response.json({ code: "jwt_auth_invalid_token", message: "Expired token", data: { status: 403 } }, { status: 403 }),
  "401 json": () => Response.json({ error: "unauthorized" }, { status: 401 }),
  "rest_no_route": () => Response.json({ code: "rest_no_route", message: "x", data: { status: 404 } }, { status: 404 }),
  "rest_forbidden 401": () => Response.json({ code: "rest_cannot_access", message: "x", data: { status: 401 } }, { status: 401 }),
  "500 page": () => new Response("<b>Fatal error</b>: x in y on line 3", { status: 500, headers: { "content-type": "text/html" } }),
  "html 200": () => new Response("<!doctype html><title>Welcome</title><body>hi", { headers: { "content-type": "text/html" } }),
  "redirect": () => new Response(null, { status: 302, headers: { location: "https://x.y/" } }),
  "message json 200": () => Response.json({ message: "Access denied" }),
  "network": () => { throw new TypeError("fetch failed"); },
};
for (const [name, make] of Object.entries(cases)) {
  const asked = [];
  const fetch = async (u, i) => { const url = String(u.url ?? u); asked.push((i?.method ?? "GET") + " " + url.slice(0, 90)); return url.startsWith("https://api.other.com") ? make() : Response.json({ name: "S", url: "https://e.com", namespaces: ["wp/v2", "jwt-auth/v1"] }); };
  const wp = createClient({ site: "https://e.com", plugin: "jwt-authentication-for-wp-rest-api", fetch, storage: "memory" });
  const e = await wp.json("https://api.other.com/data").catch((e) => e);
  console.log(name.padEnd(20), e.code, "|", e.message, "|", (e.hint ?? "").slice(0, 260), "| asked", asked.length);
}
