import { inspect } from "node:util";
import { createClient, jwt, index, json } from "./lib.mjs";
const token = jwt(), refresh = "rt-5f2c9a7b1d3e8f60a4c7", pw = "S3cret-Pass-w0rd!";
let body = "";
const fetch = async (u, init) => { u = String(u?.url ?? u); if (u.endsWith("/token")) return json({ token, refresh_token: refresh, user_email: "a@b.c", user_nicename: "anna", user_display_name: "Anna" }); if (u.includes("/acme")) return new Response(body, { status: 200, headers: { "content-type": "application/json" } }); return json(index({ routes: { "/jwt-auth/v1/token/refresh": {} } })); };
const wp = createClient({ site: "https://e.com", plugin: "jwt-authentication-for-wp-rest-api", fetch });
await wp.login({ username: "anna", password: pw });
const has = (t) => [token, refresh, pw, token.split(".")[2]].filter((s) => t.includes(s)).length;
console.log("client", has(inspect(wp, { depth: 20, showHidden: true, getters: false })));
for (body of [token, `{"a": ${token}`, `{"a":"${token}"`, refresh, `"${refresh}`, refresh.slice(1)]) {
  try { await wp.json("/acme/v1/x"); } catch (e) { console.log(e.code, "inspect:", has(inspect(e, { depth: 20, showHidden: true })), "json:", has(JSON.stringify(e)), "stack", has(e.stack), "cause", e.cause && inspect(e.cause).slice(0, 200)); }
}
const { createBackend } = await import("/work/wt/attack10/pkg/dist/server.js");
const backend = createBackend({ site: "https://e.com", secret: "s".repeat(40), fetch, plugin: "jwt-authentication-for-wp-rest-api" });
const sc = await backend.client(new Request("https://app.example/"));
await sc.login({ username: "anna", password: pw });
console.log("server client", has(inspect(sc, { depth: 20, showHidden: true })), "backend", has(inspect(backend, { depth: 20, showHidden: true })), inspect(backend, { depth: 20, showHidden: true }).includes("s".repeat(40)));
for (const bad of [{ username: pw, password: 5 }, { username: "a", password: pw, extra: () => {} }, { username: "a", password: pw, x: 10n }, { token: pw, refreshToken: 5 }, { apiKey: pw + "\n" }, { username: "a", password: pw + "\ud800" }, { token: "é" + token }, { token: token + "\n" }, { code: pw }, { consumerKey: pw, consumerSecret: 5 }, { username: Symbol("x"), password: pw }, [pw], pw, { password: pw }, Object.create({ username: "a", password: pw }), { username: "a", get password() { throw new Error(pw) } }, { username: "a", password: { toString() { throw new Error("x" + pw) } } }, { username: "a", password: pw, loop: (() => { const o = {}; o.o = o; return o; })() }, { username: "a", password: pw, toJSON() { throw new Error("toJSON " + pw) } }]) {
  for (const plugin of ["jwt-authentication-for-wp-rest-api", "basic-auth", "api-key", "oauth1", "application-passwords", "cookie"]) {
    const c = createClient({ site: "https://e.com", plugin, fetch });
    try { await c.login(bad); } catch (e) { const t = inspect(e, { depth: 20, showHidden: true }); if (has(t) || t.includes("S3cret")) console.log("LEAK", plugin, inspect(bad).slice(0, 60), "->", e.code, t.slice(0, 300)); }
  }
}
