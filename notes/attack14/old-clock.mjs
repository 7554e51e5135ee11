// P6/P4: a device whose clock is before September 2001 (12 digits) or after 2286: a logout with `via` is refused.
import { createBackend } from "presskey/server";
import { createTestSite } from "presskey/testing";
const site = createTestSite();
const backend = createBackend({ site: site.site, fetch: site.fetch, secret: "x".repeat(40) });
const headers = { "sec-fetch-site": "same-origin", "content-type": "application/json" };
const user = site.users.find((u) => u.username === "editor") ?? site.users[0];
for (const at of [Date.now(), 86_400_000, 0]) {
  const login = await backend.handle(new Request("https://app.example/api/presskey/login?claims=1", { method: "POST", headers, body: JSON.stringify({ username: user.username, password: user.password }) }));
  const cookie = login.headers.getSetCookie().map((c) => c.split(";")[0]).join("; ");
  const { shown } = await login.json();
  // As front/via.js writes it.
  const body = JSON.stringify({ kept: `false ${at} ${shown},`, now: at });
  const r = await backend.handle(new Request("https://app.example/api/presskey/logout", { method: "POST", headers: { ...headers, cookie, "presskey-user": shown }, body }));
  console.log(login.status, shown, body, at, r.status, await r.text(), r.headers.getSetCookie().map((c) => c.slice(0, 40)));
}
