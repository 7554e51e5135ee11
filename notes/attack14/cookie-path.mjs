// "Without `domain`, the prefix `__Host-` prevents that": with cookie.path and no domain.
import { createBackend } from "presskey/server";
import { createTestSite } from "presskey/testing";
const site = createTestSite();
const options = { site: site.site, fetch: site.fetch, secret: "x".repeat(40), basePath: "/app/api/presskey", cookie: { path: "/app" } };
const backend = createBackend(options);
const headers = { "sec-fetch-site": "same-origin", "content-type": "application/json" };
const user = site.users.find((u) => u.username === "editor") ?? site.users[0];
const login = await backend.handle(new Request("https://app.example/app/api/presskey/login", { method: "POST", headers, body: JSON.stringify({ username: user.username, password: user.password }) }));
console.log(login.status, login.headers.getSetCookie().map((c) => c.replace(/=[^;]{40,}/, "=…")));
// What evil.app.example may set for app.example: Set-Cookie: __Secure-presskey=<its own session>; Domain=app.example; Path=/app; Secure
const cookie = login.headers.getSetCookie()[0].split(";")[0];
const me = await backend.handle(new Request("https://app.example/app/api/presskey/session", { headers: { cookie } }));
console.log(await me.text());
