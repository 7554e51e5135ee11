// Hostile times and user fields in tokens and answers.
import { createClient } from "/tmp/fresh/p/pkg/index.js";
const b = (o) => Buffer.from(typeof o === "string" ? o : JSON.stringify(o)).toString("base64url");
const now = Math.floor(Date.now() / 1000);
const jwt = (c) => `${b('{"alg":"HS256"}')}.${b(c)}.c2ln`;
const probes = {
  "exp 1e308": `{"iat":${now},"exp":1e308}`, "iat -1e308": `{"iat":-1e308,"exp":${now + 999}}`, "both huge": `{"iat":1e308,"exp":1e308}`, "exp<iat huge": `{"iat":1e300,"exp":1}`, "iat 1e20": `{"iat":1e20,"exp":1.0000001e20}`,
  "nbf future": `{"iat":${now},"nbf":${now + 99999},"exp":${now + 999999}}`, "sub object": `{"iat":${now},"exp":${now + 999},"sub":{"a":1}}`,
};
for (const [name, c] of Object.entries(probes)) {
  for (const user of [{}, { user_id: 1e300 }, { user_id: -1 }, { user_id: 0 }, { user_id: "7; DROP" }, { user_nicename: "\ud800", user_display_name: "x".repeat(1e6) }]) {
    const fetch = async (u, i) => i?.method === "POST" ? Response.json({ token: jwt(c), user_email: "e@e.com", ...user, user: { id: user.user_id } }) : Response.json({ name: "S", namespaces: ["wp/v2", "jwt-auth/v1"] });
    const wp = createClient({ site: "https://e.com", plugin: "jwt-authentication-for-wp-rest-api", fetch, storage: "memory" });
    let out; try { const s = await wp.login({ username: "a", password: "pw12345x" }); out = JSON.stringify(s).slice(0, 170); await wp.fetch("/wp/v2/posts"); } catch (e) { out = `${e.name} ${e.code} ${String(e.message).slice(0, 80)}`; }
    if (user.user_id === undefined || /Error|internal/.test(out)) console.log(name.padEnd(14), JSON.stringify(user).slice(0, 40), "->", out);
    wp.close();
  }
}
