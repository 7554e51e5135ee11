// B1: "no response of the backend's own contains a token, a refresh token or a WordPress cookie": a server that quotes the Cookie it got
import { jwt, json } from "./lib.mjs";
const { createBackend } = await import("/work/wt/attack10/pkg/dist/server.js");
const SECRET = "42.k9f3zq7w1xk2v8b4n6m0";
let mode = "ok"; const seenCookies = [];
const fetch = async (u, init) => {
  const url = decodeURIComponent(String(u?.url ?? u)); const cookie = new Headers(init?.headers).get("cookie"); if (cookie) seenCookies.push([url, cookie]);
  if (/\/token$/.test(url)) { if (mode !== "ok" && cookie) return json({ success: false, statusCode: mode, code: "jwt_auth_invalid_refresh_token_x", message: `Cookie not known: ${cookie}`, data: [] }, mode);
    const t = jwt({ jti: String(Math.random()) }); return json({ success: true, statusCode: 200, code: "jwt_auth_valid_credential", message: "Credential is valid", data: { token: t, id: 7, email: "a@b.c", nicename: "anna", displayName: "Anna" } }, 200, { "set-cookie": `refresh_token=${SECRET}; HttpOnly; Path=/` }); }
  if (url.includes("/token/refresh")) return json({ success: false, statusCode: 401, message: `Cookie: ${cookie}` }, 401);
  if (url.includes("/acme")) return json({ code: "x", message: "Your cookie " + SECRET }, 403);
  return json({ name: "x", url: "https://e.com", home: "https://e.com", namespaces: ["wp/v2", "jwt-auth/v1"], routes: { "/jwt-auth/v1/token/refresh": {}, "/jwt-auth/v1/token": {} }, authentication: {} });
};
const backend = createBackend({ site: "https://e.com", plugin: "jwt-auth", secret: "x".repeat(40), fetch });
const call = (path, init = {}) => backend.handle(new Request("https://app.example/api/presskey" + path, { ...init, headers: { "sec-fetch-site": "same-origin", ...init.headers } }));
const login = await call("/login", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ username: "anna", password: "S3cret-Passw0rd" }) });
const cookie = login.headers.getSetCookie().map((c) => c.split(";")[0]).join("; "); console.log("login", login.status, (await login.text()).slice(0, 80));
for (const m of [400, 403, 500, 503, 429, 404]) { mode = m; const r = await call("/refresh", { method: "POST", headers: { cookie } }); const t = await r.text(); console.log("POST /refresh", m, r.status, "WordPress cookie in it:", t.includes(SECRET), t.slice(0, 260)); }
const r = await call("/rest/acme/v1/x", { headers: { cookie } }); const ex = decodeURIComponent(r.headers.get("presskey-explanation") ?? ""); console.log("call: explanation has it:", ex.includes(SECRET), "(the passed-on body has it by its nature)");
