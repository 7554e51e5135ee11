// P3 on a backend: "every secret of the session and of those before it, back to the last logout": each request is a client of its own
import { jwt, json } from "./lib.mjs";
const { createBackend } = await import("/work/wt/attack10/pkg/dist/server.js");
let n = 0; const rt = (i) => `opaque-refresh-${i}-7f3a9c2e5b`;
const fetch = async (u, init) => { const url = decodeURIComponent(String(u?.url ?? u));
  if (/\/token(\/refresh)?$/.test(url)) { n++; return json({ token: jwt({ jti: "j" + n }), refresh_token: rt(n), user_email: "a@b.c", user_nicename: "anna", user_display_name: "Anna" }); }
  if (url.includes("/acme")) return json({ code: "x", message: "Earlier you had " + rt(1) + ", now " + rt(2) }, 403);
  return json({ name: "x", url: "https://e.com", home: "https://e.com", namespaces: ["wp/v2", "jwt-auth/v1"], routes: { "/jwt-auth/v1/token/refresh": {} }, authentication: {} }); };
const backend = createBackend({ site: "https://e.com", plugin: "jwt-authentication-for-wp-rest-api", secret: "x".repeat(40), fetch });
let cookie = ""; const call = async (path, init = {}) => { const r = await backend.handle(new Request("https://app.example/api/presskey" + path, { ...init, headers: { cookie, "sec-fetch-site": "same-origin", ...init.headers } })); const set = r.headers.getSetCookie().map((c) => c.split(";")[0]); if (set.length) cookie = set.join("; "); return r; };
await call("/login", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ username: "anna", password: "S3cret-Passw0rd" }) });
console.log("refresh", (await call("/refresh", { method: "POST" })).status);
const r = await call("/rest/acme/v1/x"); console.log(decodeURIComponent(r.headers.get("presskey-explanation")));
