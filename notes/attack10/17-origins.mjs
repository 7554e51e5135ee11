// B3: which (url, headers) pass for an unsafe call
import { jwt, index, json } from "./lib.mjs";
const { createBackend } = await import("/work/wt/attack10/pkg/dist/server.js");
let hit = 0;
const backend = createBackend({ site: "https://e.com", plugin: "jwt-authentication-for-wp-rest-api", secret: "x".repeat(40), trustedOrigins: ["https://ok.example", "https://ok.example:8443"], fetch: async (u) => { if (String(u).includes("wp/v2/posts")) hit++; return json(index()); } });
const urls = ["https://app.example", "http://app.example", "http://localhost:3000", "http://127.0.0.1:3000", "http://app.localhost", "https://app.example.", "http://0.0.0.0:3000", "http://[::1]:3000", "http://10.0.0.5:3000"];
const origins = ["null", "https://app.example", "http://app.example", "https://evil.example", "https://app.example.evil.com", "https://ok.example", "http://ok.example", "https://OK.example", "https://ok.example/", "https://app.example.", "http://localhost:3000", "http://localhost", "http://127.0.0.1:3000", "", "https://app.example, https://evil.example", "http://app.localhost", "https://10.0.0.5:3000", "http://10.0.0.5:3000", "https://localhost:3000", "file://", "undefined"];
for (const url of urls) for (const origin of origins) for (const site of [null, "none", "same-site", "cross-site", "same-origin, cross-site", "Same-Origin"]) for (const xfp of [null, "https", "http"]) {
  const headers = { origin, ...(site && { "sec-fetch-site": site }), ...(xfp && { "x-forwarded-proto": xfp }), "content-type": "application/json" };
  hit = 0; const r = await backend.handle(new Request(url + "/api/presskey/rest/wp/v2/posts", { method: "POST", headers, body: "{}" }));
  if (hit && !["https://ok.example"].includes(origin) && origin !== url) console.log(url, "|", origin, "|", site, "|", xfp, r.status);
}
