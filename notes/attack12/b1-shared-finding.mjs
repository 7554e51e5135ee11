// Can one visitor change, by odd logins or calls, what the backend believes of the site for all others?
import { createBackend } from "presskey/server";
import { startMock } from "../../tests/support/mock-wordpress.mjs";
import { credentials } from "../../tests/support/app.mjs";
const mock = await startMock({ mode: "pro" });
const A = "https://app.example";
const H = { "Sec-Fetch-Site": "same-origin", Origin: A };
const odd = [
  ["POST", "/login", { apiKey: "x" }], ["POST", "/login", { consumerKey: "a", consumerSecret: "b" }], ["POST", "/login", {}], ["POST", "/login", { code: "123456" }],
  ["POST", "/login", { username: "editor", password: "x", plugin: "basic-auth" }], ["POST", "/login", { username: "", password: "" }], ["POST", "/login", { username: ["a"], password: { a: 1 } }],
  ["POST", "/login", { username: "editor", password: "wrong", "client_id": "x", site: "http://evil" }],
  ["POST", "/login", { ...credentials("admin"), headerName: "Cookie", url: "http://evil" }],
  ["PUT", "/rest/wp/v2/posts/1", { title: "x" }], ["DELETE", "/rest/wp/v2/posts/1"], ["PATCH", "/rest/echo", {}], ["GET", "/rest/nope"], ["OPTIONS", "/rest/wp/v2/posts"],
  ["GET", "/rest/wp/v2/posts?_envelope=1"], ["POST", "/refresh", {}], ["POST", "/validate", {}], ["POST", "/logout", { everywhere: true }],
  ["POST", "/rest/graphql", { query: "{a}" }], ["GET", "/rest/wp-json/wp/v2/posts"], ["GET", "/rest/jwt-auth/v1/token/validate"], ["POST", "/rest/jwt-auth/v1/token", credentials("admin")],
];
for (const plugin of ["auto", "jwt-authentication-for-wp-rest-api"]) for (const [m, p, b] of odd) {
  const backend = createBackend({ site: mock.url, plugin, secret: "x".repeat(40) });
  const call = (m, p, b, Cookie) => backend.handle(new Request(A + "/api/presskey" + p, { method: m, headers: { ...H, ...(Cookie && { Cookie }), ...(b && { "content-type": "application/json" }) }, body: b && JSON.stringify(b) }));
  const r1 = await call(m, p, b); const t1 = await r1.text();
  const r = await call("POST", "/login", credentials("editor"));
  const ck = r.headers.getSetCookie().map((c) => c.split(";")[0]).join("; ");
  mock.clearLog();
  const r2 = await call("PUT", "/rest/echo", { a: 1 }, ck); const e = await r2.json();
  const me = await call("GET", "/rest/wp/v2/users/me", undefined, ck);
  const bad = r.status !== 200 || e.method !== "PUT" || me.status !== 200;
  console.log(bad ? "**" : "  ", plugin.slice(0, 4), m, p, JSON.stringify(b)?.slice(0, 50), r1.status, t1.slice(0, 60), "| victim", r.status, e.method, me.status);
}
process.exit(0);
