import { createClient, jwt, index, json } from "./lib.mjs";
const refresh = "rt-5f2c9a7b1d3e8f60a4c7", pw = "S3cret-Pass-w0rd!";
const split = (s) => s.slice(0, 5) + "\u009b" + s.slice(5);
for (const status of [200, 400, 401, 403, 404, 405, 410, 429, 500, 502, 503]) for (const type of ["text/html", "application/json", "text/plain"]) for (const body of ["<!doctype html><html><body>Hello</body></html>", '{"code":"rest_forbidden","message":"x"}', "", "x"]) {
  let secret = pw;
  const H = () => ({ "content-type": type, "x-cache": "HIT " + split(secret) });
  const fetch = async (u, init) => { u = String(u?.url ?? u); if (secret === pw && /\/token$/.test(u)) return new Response(body, { status, headers: H() }); if (/\/token$/.test(u)) return json({ token: jwt(), refresh_token: refresh, user_email: "a@b.c", user_nicename: "anna", user_display_name: "Anna" }); if (u.includes("/acme") || u.includes("users/me")) return new Response(body, { status, headers: H() }); return json(index()); };
  const wp = createClient({ site: "https://e.com", plugin: "jwt-authentication-for-wp-rest-api", fetch });
  try { await wp.login({ username: "anna", password: pw }); } catch (e) { if (e.hint?.includes(secret)) console.log("login", status, type, body.slice(0, 9), e.code, e.hint); }
  secret = refresh; await wp.login({ username: "anna", password: pw });
  for (const method of ["GET", "POST"]) try { await wp.json("/acme/x", { method }); } catch (e) { if (e.hint?.includes(secret)) console.log("call", method, status, type, body.slice(0, 9), e.code, e.hint.slice(0, 200)); }
}
