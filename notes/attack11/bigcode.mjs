import { createBackend } from "presskey/server";
let body; let extra = {};
const fetch = async (i) => /posts/.test(String(i.url ?? i)) ? Response.json(body, { status: 403, headers: extra }) : Response.json({ name: "x", namespaces: ["wp/v2", "jwt-auth/v1"], url: "https://wp.example", home: "https://wp.example", authentication: {}, routes: {} });
const backend = createBackend({ site: "https://wp.example", plugin: "jwt-authentication-for-wp-rest-api", secret: "x".repeat(32), fetch });
for (const [l, b] of [["code", { code: "b".repeat(1e5), message: "m", data: { status: 403 } }], ["msg", { code: "b", message: "é".repeat(1e5), data: { status: 403 } }], ["both", { code: "é".repeat(1e5), message: "é".repeat(1e5), data: { status: 403 } }]]) { body = b; const r = await backend.handle(new Request("https://app.example.com/api/presskey/rest/wp/v2/posts", { headers: { "sec-fetch-site": "same-origin" } })); console.log(l, r.status, [...r.headers].map(([k, v]) => k + ":" + v.length).join(" ")); }
