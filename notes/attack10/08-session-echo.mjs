// B1: with createBackend, GET /session gives the page (and so an XSS) the token, if the site echoes it as a name.
import { jwt, index, json } from "./lib.mjs";
const { createBackend } = await import("/work/wt/attack10/pkg/dist/server.js");
const token = jwt(), refresh = "opaque-refresh-0123456789abcdef";
const backend = createBackend({ site: "https://e.com", plugin: "jwt-authentication-for-wp-rest-api", secret: "x".repeat(40), fetch: async (u, init) => String(u).endsWith("/token") ? json({ token, refresh_token: refresh, user_email: "a@b.c", user_nicename: refresh, user_display_name: token }) : json(index()) });
const login = await backend.handle(new Request("https://app.example/api/presskey/login", { method: "POST", headers: { "content-type": "application/json", "sec-fetch-site": "same-origin" }, body: JSON.stringify({ username: "anna", password: "S3cret-Passw0rd" }) }));
const text = await login.text(); console.log(login.status, "token in the body:", text.includes(token), "refresh:", text.includes(refresh));
const cookie = login.headers.getSetCookie().map((c) => c.split(";")[0]).join("; ");
const s = await (await backend.handle(new Request("https://app.example/api/presskey/session?claims=1", { headers: { cookie, "sec-fetch-site": "same-origin" } }))).text();
console.log("session:", s.includes(token), s.includes(refresh));
