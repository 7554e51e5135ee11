// P3: "presskey never writes a token, a password or a refresh token into an error, a message, an event, a snapshot of the session, a message to another tab or a log line."
import { createClient } from "presskey";
import { createBackend } from "presskey/server";
const SITE = "https://example.com";
const b64 = (v) => Buffer.from(JSON.stringify(v)).toString("base64url");
const exp = Math.floor(Date.now() / 1000) + 3600;
const index = { home: SITE, namespaces: ["wp/v2", "jwt-auth/v1"], routes: {} };
const password = process.argv[2] ?? "20260714";
const SPEC = { id: "my", namespace: "my/v1", token: "token", opaque: true, refreshToken: "refresh", login: { path: "login", body: { name: "$username", password: "$password" } }, refresh: { path: "refresh", body: { refresh: "$refreshToken" }, with: "refreshToken" }, validate: { path: "validate", auth: true }, user: { id: "id", username: "name", displayName: "nice" } };
for (const [what, plugin, names] of [
  ["numeric id", "jwt-authentication-for-wp-rest-api", { token: `${b64({ alg: "HS256" })}.${b64({ exp, data: { user: { id: password } } })}.c2ln` }],
  ["numeric id as number", "jwt-authentication-for-wp-rest-api", { token: `${b64({ alg: "HS256" })}.${b64({ exp, data: { user: { id: Number(password) } } })}.c2ln` }],
  ["names", "jwt-authentication-for-wp-rest-api", { user_nicename: password, user_email: `${password}@x.example`, user_display_name: `x ${password} y`, token: `${b64({ alg: "HS256" })}.${b64({ exp, data: { user: { id: 7 } } })}.c2ln` }],
  ["own: id is the token", SPEC, { token: "8374923847", refresh: "99887766554433", id: 8374923847, name: "99887766554433", nice: "8374923847" }],
  ["sub", "jwt-authentication-for-wp-rest-api", { token: `${b64({ alg: "HS256" })}.${b64({ exp, sub: password })}.c2ln` }],
]) {
  const fetch = async (input) => { const url = decodeURIComponent(String(input?.url ?? input)); return Response.json(/\/(token|login)$/.test(url) ? { refresh_token: "rt-5f2c9a7b1d3e8f60a4c7", ...names } : index); };
  try {
    const wp = createClient({ site: SITE, plugin, fetch });
    const s = await wp.login({ username: "anna", password });
    console.log(what, "| client:", JSON.stringify(s.user), JSON.stringify(s).includes(password) ? "PASSWORD IN SNAPSHOT" : "clean");
    wp.close();
  } catch (e) { console.log(what, e.code, e.message, e.hint); }
  const backend = createBackend({ site: SITE, plugin, secret: "x".repeat(40), fetch });
  const r = await backend.handle(new Request("https://app.example/api/presskey/login?claims=1", { method: "POST", body: JSON.stringify({ username: "anna", password }), headers: { "sec-fetch-site": "same-origin", "content-type": "application/json" } }));
  console.log("   backend:", r.status, await r.text());
}
