// B7: "The backend's responses for a visitor with a session are `private, no-store`."
import { createBackend } from "presskey/server";
import { createTestSite } from "presskey/testing";
const plugin = "simple-jwt-login", secret = "a secret of at least 32 characters";
const site = createTestSite({ plugin });
const backend = createBackend({ site: site.site, plugin, secret, fetch: (i, n) => site.answer(new Request(i, n)) });
const [{ username, password }] = site.users;
const O = "https://app.example.com/api/presskey";
const login = await backend.handle(new Request(`${O}/login`, { method: "POST", body: JSON.stringify({ username, password }), headers: { "Content-Type": "application/json", "Sec-Fetch-Site": "same-origin" } }));
const cookie = login.headers.getSetCookie().map((l) => l.split(";")[0]).join("; ");
for (const [what, path, more] of [["with session", "/rest/wp/v2/posts", {}], ["page shows nobody", "/rest/wp/v2/posts", { "Presskey-User": "" }], ["404 endpoint", "/nope", {}], ["refused route", "/rest/a//b", {}], ["HEAD session", "/session", {}], ["other user", "/rest/wp/v2/posts", { "Presskey-User": "77" }]]) {
  const r = await backend.handle(new Request(O + path, { method: what.startsWith("HEAD") ? "HEAD" : "GET", headers: { cookie, ...more } }));
  console.log(what.padEnd(20), r.status, r.headers.get("cache-control"), r.headers.get("vary"));
}
