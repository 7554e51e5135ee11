// P12/P3: control characters are taken out AFTER secrets are looked for: a secret with one in it comes out whole
import { createClient, jwt, index, json } from "./lib.mjs";
const refresh = "rt-5f2c9a7b1d3e8f60a4c7", pw = "S3cret-Pass-w0rd!";
const split = (s) => s.slice(0, 5) + "\u009b" + s.slice(5);
for (const secret of [refresh, pw]) {
  const fetch = async (u, init) => { u = String(u?.url ?? u); if (/\/token$/.test(u)) return json({ token: jwt(), refresh_token: refresh, user_email: "a@b.c", user_nicename: "anna", user_display_name: "Anna" });
    if (u.includes("users/me")) return new Response("<!doctype html><html><body>Hello</body></html>", { status: 404, headers: { "content-type": "text/html", "x-cache": "HIT " + split(secret) } });
    return json(index({ routes: { "/jwt-auth/v1/token/refresh": {} } }), 200, { "x-cache": "HIT " + split(secret) }); };
  const wp = createClient({ site: "https://e.com", plugin: "jwt-authentication-for-wp-rest-api", fetch });
  await wp.login({ username: "anna", password: pw });
  const d = JSON.stringify(await wp.diagnose({ typed: [pw] })); console.log("diagnose has it:", d.includes(secret), JSON.stringify(d.match(/x-cache.{0,60}/g)));
  const s = JSON.stringify(await wp.supportBundle({ typed: [pw] })); console.log("bundle has it:", s.includes(secret));
}
// a hint of an error: the address that a redirect names
const fetch = async (u, init) => { u = String(u?.url ?? u); if (/\/token$/.test(u)) return new Response(null, { status: 302, headers: { location: "https://evil.example/" + split(pw) } }); return json(index()); };
const wp = createClient({ site: "https://e.com", plugin: "jwt-authentication-for-wp-rest-api", fetch });
try { await wp.login({ username: "anna", password: pw }); } catch (e) { console.log(e.code, e.hint.includes(pw), JSON.stringify(e.hint.match(/https:..evil[^ ]*/g))); }
