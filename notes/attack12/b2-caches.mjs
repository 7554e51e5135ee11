// B7, P3: Cache-Control of every kind of response to a visitor with a session (or a broken cookie).
import { createBackend, memoryStore } from "presskey/server";
import { startMock } from "../../tests/support/mock-wordpress.mjs";
import { credentials } from "../../tests/support/app.mjs";
const mock = await startMock({ mode: "pro" });
let ans; mock.setOptions({ answer: (r) => (ans && /echo/.test(r.route ?? "") ? ans : undefined) });
for (const store of [undefined, memoryStore()]) {
  const backend = createBackend({ site: mock.url, plugin: "jwt-authentication-for-wp-rest-api", secret: "x".repeat(40), ...(store && { store }), allow: ({ route }) => { if (route === "/throws") throw new Error("geheim " + mock.secrets().at(-1)); return !/denied/.test(route); } });
  const A = "https://app.example", H = { "Sec-Fetch-Site": "same-origin", Origin: A };
  const call = (m, p, b, h = {}) => backend.handle(new Request(A + "/api/presskey" + p, { method: m, headers: { ...H, ...(b && { "content-type": "application/json" }), ...h }, body: b && JSON.stringify(b) }));
  const r = await call("POST", "/login", credentials("editor"));
  const Cookie = r.headers.getSetCookie().map((c) => c.split(";")[0]).join("; ");
  const broken = Cookie.slice(0, -3) + "AAA";
  const list = [["GET", "/session"], ["HEAD", "/session"], ["GET", "/nope"], ["PUT", "/session"], ["GET", "/rest/denied"], ["GET", "/rest/throws"], ["GET", "/rest/a//b"], ["GET", "/rest/echo", undefined, {}, { status: 304 }], ["GET", "/rest/echo", undefined, {}, { status: 302, headers: { location: "/x" } }], ["GET", "/rest/echo", undefined, {}, { status: 500, body: "<p>" }], ["GET", "/rest/echo", undefined, {}, { status: 200, headers: { "cache-control": "public, max-age=99", expires: "Thu, 01 Jan 2099 00:00:00 GMT", vary: "*", "surrogate-control": "max-age=9", "cdn-cache-control": "max-age=9" } }], ["GET", "/rest/echo", undefined, {}, "break"], ["OPTIONS", "/rest/echo"], ["GET", "/rest/echo", undefined, { "Sec-Fetch-Site": "cross-site" }], ["GET", "/rest/echo", undefined, { "Presskey-User": "" }], ["GET", "/rest/echo", undefined, { "Presskey-User": "1" }], ["POST", "/rest/echo", { requests: [{ path: "/denied" }] }], ["GET", "/rest/echo", undefined, { "Sec-Fetch-Dest": "script" }], ["GET", "/rest/wp/v2/posts?_jsonp=x"], ["POST", "/refresh", {}], ["POST", "/validate", {}], ["POST", "/validate", { x: "y" }, { "Presskey-User": "77" }]];
  for (const [ck, c] of [["session", Cookie], ["broken", broken]]) for (const [m, p, b, h, a] of list) {
    ans = a;
    const r = await call(m, p, b, { ...h, Cookie: c });
    const t = await r.text();
    const cc = r.headers.get("cache-control"), set = r.headers.getSetCookie().length;
    const bad = (ck === "session" ? cc !== "private, no-store" : set && cc !== "private, no-store") || mock.secrets().some((s) => t.includes(s)) || r.headers.get("surrogate-control");
    if (bad) console.log("**", store ? "store" : "cookie", ck, m, p, JSON.stringify(h ?? {}), r.status, cc, set, t.slice(0, 80));
  }
}
console.log("done"); process.exit(0);
