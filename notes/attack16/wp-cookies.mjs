// B1: is a cookie that WordPress sets searched for, whatever the plugin and request?
import { createBackend } from "presskey/server";
const SECRET = "a secret of at least 32 characters";
const COOKIE = "Q7w9-cookie-Zx81secret";
const b64 = (v) => Buffer.from(JSON.stringify(v)).toString("base64url");
const now = Math.floor(Date.now() / 1000);
const jwt = `${b64({ alg: "HS256" })}.${b64({ sub: 1, iat: now, exp: now + 600, data: { user: { id: 1 } } })}.c2lnbmF0dXJl`;
const plugins = ["jwt-auth", "jwt-authentication-for-wp-rest-api", "jwt-auth-pro-wp-rest-api", "simple-jwt-login", "simple-jwt-authentication", "wp-graphql-jwt-authentication", "wp-rest-api-authentication", "wp-user", "application-passwords", "basic-auth", "api-key"];
for (const plugin of plugins) {
  for (const when of ["login", "earlier"]) {
    const log = [];
    let phase = "ok";
    const backend = createBackend({ site: "https://example.com", plugin, secret: SECRET, async fetch(input, init) {
      const url = String(input.url ?? input);
      log.push(`${init?.method} ${url}`);
      const headers = { "Set-Cookie": `wp_session_tok=${COOKIE}; Path=/; HttpOnly` };
      if (/_fields=/.test(decodeURIComponent(url))) return Response.json({ namespaces: ["wp/v2", "jwt-auth/v1", "simple-jwt-login/v1", "api/v1","wpuser/v1","simplejwt/v1"], authentication: {} }, when === "earlier" ? { headers } : {});
      return Response.json({ code: "bad", message: `Cookie ${COOKIE} is not known`, success: false, errors: [{ message: `Cookie ${COOKIE} is not known` }], data: { message: `Cookie ${COOKIE}`, status: 403 } }, { status: 403, headers });
    } });
    const body = JSON.stringify(plugin === "api-key" ? { apiKey: "key-key-key-1" } : { username: "anna", password: "pass-pass-1" });
    const response = await backend.handle(new Request("https://app.example.com/api/presskey/login", { method: "POST", body, headers: { "Content-Type": "application/json", "Sec-Fetch-Site": "same-origin" } }));
    const text = await response.text();
    console.log(plugin.padEnd(36), when, response.status, text.includes(COOKIE) ? "QUOTED" : "clean", text.slice(0, 150));
  }
}
