// B1 after a login that succeeds: a cookie of WordPress as a name of the user, or in a claim.
import { createBackend } from "presskey/server";
const SECRET = "a secret of at least 32 characters";
const COOKIE = "Q7w9-cookie-Zx81secret";
const b64 = (v) => Buffer.from(JSON.stringify(v)).toString("base64url");
const now = Math.floor(Date.now() / 1000);
for (const claims of [{ data: { user: {} }, note: COOKIE }, { note: COOKIE, data: { user: { id: 1 } } }, { sub: COOKIE }]) {
  const jwt = `${b64({ alg: "HS256" })}.${b64({ iat: now, exp: now + 600, ...claims })}.c2lnbmF0dXJlLWxvbmc`;
  for (const plugin of ["jwt-auth", "jwt-authentication-for-wp-rest-api", "simple-jwt-login", "wp-user", "jwt-auth-pro-wp-rest-api"]) {
    const backend = createBackend({ site: "https://example.com", plugin, secret: SECRET, async fetch(input, init) {
      const url = String(input.url ?? input);
      if (/_fields=/.test(decodeURIComponent(url))) return Response.json({ namespaces: ["wp/v2", "jwt-auth/v1", "simple-jwt-login/v1", "wpuser/v1"], authentication: {} });
      const user = { username: COOKIE, user_login: COOKIE, display_name: COOKIE, email: COOKIE };
      return Response.json({ success: true, token: jwt, jwt, user_nicename: COOKIE, user_email: COOKIE, user_display_name: COOKIE, user, data: { jwt, token: jwt, access_token: jwt, user, nicename: COOKIE, displayName: COOKIE, email: COOKIE } }, { headers: { "Set-Cookie": `wp_session_tok=${COOKIE}; Path=/; HttpOnly` } });
    } });
    const response = await backend.handle(new Request("https://app.example.com/api/presskey/login?claims=1", { method: "POST", body: JSON.stringify({ username: "anna", password: "pass-pass-1" }), headers: { "Content-Type": "application/json", "Sec-Fetch-Site": "same-origin" } }));
    const text = await response.text();
    console.log(plugin.padEnd(36), response.status, text.includes(COOKIE) ? "QUOTED" : "clean", text.slice(0, 330));
  }
}
