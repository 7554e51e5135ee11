// a header of a cache, cut to 40 characters BEFORE secrets are looked for: all of a password but its last character is in the hint
import { createClient, jwt, index, json } from "./lib.mjs";
const pw = "S3cret-Pass-w0rd!";
const page = (status) => new Response("<!doctype html><html><body>Hello</body></html>", { status, headers: { "content-type": "text/html", "x-cache": "HIT " + "x".repeat(40 - 5 - pw.length) + " " + pw, age: "0" } });
for (const status of [403, 404, 405, 500]) {
const fetch = async (u, init) => { u = String(u?.url ?? u); if (u.endsWith("/token")) return page(status); return json(index()); };
for (const wp of [createClient({ site: "https://e.com", plugin: "jwt-authentication-for-wp-rest-api", fetch })]) {
  try { await wp.login({ username: "anna", password: pw }); } catch (e) { console.log(status, e.code, "|", e.hint); }
}}
// with a session: token/refresh token, call and diagnose
const refresh = "rt-5f2c9a7b1d3e8f60a4c7";
{
  const cut = "HIT " + "x".repeat(40 - 4 - refresh.length) + refresh; // one more: cut
  const answer = () => new Response("<!doctype html><html><body>Hello</body></html>", { status: 404, headers: { "content-type": "text/html", "x-cache": "HIT " + "x".repeat(40 - 4 - refresh.length) + " " + refresh } });
  const fetch = async (u, init) => { u = String(u?.url ?? u); if (u.endsWith("/token")) return json({ token: jwt(), refresh_token: refresh, user_email: "a@b.c", user_nicename: "anna", user_display_name: "Anna" });
    if (u.includes("/acme") || u.includes("users/me")) return answer(); return json(index({ routes: { "/jwt-auth/v1/token/refresh": {} } }), 200, { "x-cache": "HIT " + "x".repeat(40 - 4 - refresh.length) + " " + refresh }); };
  const wp = createClient({ site: "https://e.com", plugin: "jwt-authentication-for-wp-rest-api", fetch });
  await wp.login({ username: "anna", password: pw });
  try { await wp.json("/acme/v1/x"); } catch (e) { console.log("call", e.code, e.hint); }
  const d = await wp.diagnose(); console.log(JSON.stringify(d).match(/.{60}rt-5f2c.{40}/g));
}
