// P3: names of the session (snapshot), `:logout` marks and messages to other tabs name the user. Sites that put a secret there: at a renewal, from /users/me.
import { createClient } from "presskey";
const SITE = "https://example.com";
const b64 = (v) => Buffer.from(JSON.stringify(v)).toString("base64url");
const now = () => Math.floor(Date.now() / 1000);
const index = { home: SITE, namespaces: ["wp/v2", "jwt-auth/v1", "my/v1", "wp/v2"], routes: {} };
const PW = "abcd EFGH 1jkl mn0p qr5t uv7x";
let n = 0;
const SPEC = { id: "my", namespace: "my/v1", token: "token", opaque: true, refreshToken: "refresh", expiresIn: "expires", login: { path: "login", body: { name: "$username", password: "$password" } }, refresh: { path: "refresh", body: { refresh: "$refreshToken" }, with: "refreshToken" }, validate: { path: "validate", auth: true }, user: { id: "id", username: "name", displayName: "nice", email: "mail", nicename: "nick" } };
for (const plugin of ["jwt-authentication-for-wp-rest-api", "jwt-auth", "simple-jwt-login", "simple-jwt-authentication", "wp-rest-api-authentication", "wp-user", "basic-auth", "application-passwords", "api-key", "oauth1", SPEC])
for (const where of ["new", "old", "pw", "own"]) {
  const nm = plugin.id ?? plugin;
  let secrets = nm === "api-key" ? ["key-1234-5678-90ab"] : nm === "oauth1" ? ["cs-99887766", "tok-556677-aa", "ts-aabbccdd"] : [PW, Buffer.from(`anna:${PW}`).toString("base64")];
  let last = [];
  const fetch = async (input, init) => {
    const url = decodeURIComponent(String(input?.url ?? input));
    const h = new Headers(input?.headers ?? init?.headers).get("authorization") ?? "";
    const token = typeof plugin === "object" ? `opaque-${++n}-x7f3q` : `${b64({ alg: "HS256" })}.${b64({ iat: now(), exp: now() + 3600, n: ++n, data: { user: { id: where === "new" ? undefined : 7 } } })}.c2ln`;
    const refresh = `rt-${++n}-5f2c9a7b`;
    const s = where === "own" ? secrets[n++ % secrets.length] : where === "pw" ? PW : where === "new" ? refresh : last[1] ?? "x";
    const s2 = where === "own" ? secrets[n++ % secrets.length] : where === "pw" ? PW : where === "new" ? token : last[0] ?? "x";
    const names = { name: s, nice: s2, mail: `${s}@x.example`, nick: s2, slug: s, username: s, user_nicename: s, nicename: s, display_name: s2, displayName: s2, user_display_name: s2, email: `${s}@x.example`, user_email: `${s}@x.example`, first_name: s, last_name: s, user_login: s, firstName: s, lastName: s, nickname: s };
    if (/users\/me|\/me$/.test(url)) return Response.json({ id: where === "new" ? undefined : 7, ...names });
    if (/\/v1\/.*(token|login|refresh|auth|validate)|rest_route=.*(token|login|refresh)/.test(url)) { last = [token, refresh]; secrets.push(token, refresh); return Response.json({ success: true, statusCode: 200, code: "jwt_auth_valid_credential", token, jwt: token, access_token: token, jwt_token: token, refresh_token: refresh, refresh, expires: 3600, expires_in: 3600, token_type: "Bearer", ...names, data: { token, jwt: token, refresh_token: refresh, user: { ...names, ID: 7, id: 7 }, ...names }, user: names }); }
    return Response.json(index);
  };
  const name = plugin.id ?? plugin;
  const wp = createClient({ site: SITE, plugin, fetch });
  try {
    const given = name === "api-key" ? { apiKey: "key-1234-5678-90ab" } : name === "oauth1" ? { consumerKey: "ck", consumerSecret: "cs-99887766", token: "tok-556677-aa", tokenSecret: "ts-aabbccdd" } : { username: "anna", password: PW };
    const bad = (w) => { const t = JSON.stringify(wp.session); for (const x of secrets) if (t.includes(x)) console.log("!!", name, where, w, x, t); };
    await wp.login(given); bad("login");
    try { await wp.refresh(); bad("refresh"); await wp.refresh(); bad("refresh 2"); } catch (e) { if (process.argv[2]) console.log(name, e.code); }
    try { await wp.validate(); bad("validate"); } catch (e) { }
    console.log("ok", name, where, JSON.stringify(wp.session.user));
  } catch (e) { console.log("--", name, where, e.code, String(e.message).slice(0, 100)); }
  wp.close();
}
