import { createBackend } from "presskey/server";
import { createTestSite } from "presskey/testing";
const site = createTestSite();
const backend = createBackend({ site: site.site, fetch: site.fetch, secret: "x".repeat(40) });
const headers = { "sec-fetch-site": "same-origin", "content-type": "application/json" };
const user = site.users.find((u) => u.username === "editor");
const login = await backend.handle(new Request("https://app.example/api/presskey/login", { method: "POST", headers, body: JSON.stringify({ username: user.username, password: user.password }) }));
const cookie = login.headers.getSetCookie().map((c) => c.split(";")[0]).join("; ");
for (const shown of [undefined, ""]) {
  const r = await backend.handle(new Request("https://app.example/api/presskey/rest/wp/v2/posts", { headers: { ...headers, cookie, ...(shown !== undefined && { "presskey-user": shown }) } }));
  console.log(JSON.stringify(shown), r.status, r.headers.get("cache-control"));
}
