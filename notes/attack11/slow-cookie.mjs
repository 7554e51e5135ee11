import { createBackend } from "presskey/server";
import { createTestSite } from "presskey/testing";
const plugin = "jwt-authentication-for-wp-rest-api";
const site = createTestSite({ plugin });
const backend = createBackend({ site: site.site, plugin, secret: "x".repeat(32), fetch: (i, n) => site.answer(new Request(i, n)) });
const get = (headers) => backend.handle(new Request("https://app.example.com/api/presskey/session", { headers }));
await get({});
for (const n of [4000, 8000, 16000, 32000, 64000]) {
  const t = performance.now(); await get({ cookie: `a=b${" \t".repeat(n / 2)}b` }); console.log("cookie bytes", n, Math.round(performance.now() - t), "ms");
}
const rest = (headers, method="POST") => backend.handle(new Request("https://app.example.com/api/presskey/rest/wp/v2/posts", { method, body: method==="POST" ? "{}" : undefined, headers: { "content-type": "application/json", origin: "https://app.example.com", "sec-fetch-site": "same-origin", ...headers } }));
for (const [k, v] of [["content-type", "multipart/" + " ".repeat(16000) + "x"], ["accept", "text/".repeat(3200)], ["range", "bytes=" + "0-,".repeat(5000)], ["accept-language", "a".repeat(16000)], ["x-http-method-override", "\t".repeat(8000) + "a" + "\t".repeat(8000)]]) { const t = performance.now(); const r = await rest({ [k]: v }); console.log(k, Math.round(performance.now() - t), "ms", r.status); }
