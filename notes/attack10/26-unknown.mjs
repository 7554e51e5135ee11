import { createClient, jwt, index, json } from "./lib.mjs";
const S = "Zx81-own-S3cret-value";
const show = (name, e, s = S) => console.log(name.padEnd(38), e?.code, "LEAK:", JSON.stringify({ m: e?.message, s: e?.serverMessage, h: e?.hint, w: e?.wpCode, p: e?.secondFactor }).includes(s), e?.serverMessage?.slice(0, 80));
const echo = (v, status = 403) => json({ code: "x", message: "Got " + v, data: { status } }, status);
let say = S;
const site = (extra = {}) => async (u, init) => { const url = decodeURIComponent(String(u?.url ?? u)); if (extra.on?.(url, init)) return extra.on(url, init); if (url.includes("/acme") || url.includes("users/7")) return echo(say); if (/\/token$/.test(url)) return json({ token: jwt(), user_email: "a@b.c", user_nicename: "anna", user_display_name: "Anna" }); if (url.includes("users/me")) return json({ id: 7, name: "anna", slug: "anna" }); return json(index({ authentication: { oauth1: { request: "https://e.com/oauth1/request", authorize: "https://e.com/oauth1/authorize", access: "https://e.com/oauth1/access" }, "application-passwords": { endpoints: { authorization: "https://e.com/wp-admin/authorize-application.php" } } } })); };
const wp = createClient({ site: "https://e.com", plugin: "jwt-authentication-for-wp-rest-api", fetch: site() });
await wp.login({ username: "anna", password: "x1y2z3w4" });
const call = async (name, path, init, s) => { try { await wp.json(path, init); } catch (e) { show(name, e, s); } };
await call("own Authorization Bearer", "/acme/x", { headers: { Authorization: "Bearer " + S } });
await call("own Basic", "/acme/x", { headers: { Authorization: "Basic " + btoa("anna:" + S) } });
await call("own X-API-Key", "/acme/x", { headers: { "X-API-Key": S } });
await call("own X-WP-Nonce", "/acme/x", { headers: { "X-WP-Nonce": S } });
await call("json password", "/wp/v2/users/7", { method: "POST", json: { password: S } });
await call("form password", "/wp/v2/users/7", { method: "POST", body: new URLSearchParams({ password: S }) });
await call("query password", "/acme/x", { query: { password: S } });
await call("json raw body", "/wp/v2/users/7", { method: "POST", body: JSON.stringify({ password: S }), headers: { "content-type": "application/json" } });
try { await wp.batch([{ path: "/wp/v2/users/7", method: "POST", body: { password: S } }]); } catch (e) { show("batch", e); }
// credentials with extras
for (const [name, cred] of Object.entries({ otp: { username: "anna", password: "x1y2z3w4", otp: S }, nested: { username: "anna", password: "x1y2z3w4", more: { pin: S } }, list: { username: "anna", password: "x1y2z3w4", more: [S] }, number: { username: "anna", password: "x1y2z3w4", pin: 48213377 }, authkey: { username: "anna", password: "x1y2z3w4", AUTH_KEY: S }, captcha: { username: "anna", password: "x1y2z3w4", "g-recaptcha-response": S } })) {
  say = name === "number" ? "48213377" : S;
  for (const plugin of ["jwt-authentication-for-wp-rest-api", "simple-jwt-login", "jwt-auth"]) { const c = createClient({ site: "https://e.com", plugin, fetch: site({ on: (u, i) => i?.method === "POST" && echo(say) }) }); try { await c.login(cred); } catch (e) { show("login extra " + name + " " + plugin.slice(0, 10), e, say); } }
}
say = S;
// oauth1
for (const which of ["consumerSecret", "tokenSecret", "token", "consumerKey"]) { const cred = { consumerKey: "ck-00000000", consumerSecret: "cs-00000000", token: "tk-00000000", tokenSecret: "ts-00000000", [which]: S }; const c = createClient({ site: "https://e.com", plugin: "oauth1", fetch: site() }); try { await c.login(cred); } catch (e) { show("oauth1 login " + which, e); } try { await c.json("/acme/x"); } catch (e) { show("oauth1 call " + which, e); } }
let sig; { const c = createClient({ site: "https://e.com", plugin: "oauth1", fetch: site({ on: (u, i) => { const h = new Headers(i?.headers ?? u?.headers).get("authorization"); if (u.includes("/acme")) { sig = decodeURIComponent(/oauth_signature="([^"]+)"/.exec(h)[1]); return echo(h); } } }) }); await c.login({ consumerKey: "ck-00000000", consumerSecret: "cs-00000000", token: "tk-00000000", tokenSecret: "ts-00000000" }).catch((e) => console.log(e.code)); try { await c.json("/acme/x"); } catch (e) { console.log("oauth1 header echo:", e.serverMessage); } }
// application passwords: typed with spaces, echoed without, and split
{ const ap = "abcd EFGH 1234 ijkl MNOP 5678"; for (const v of [ap, ap.replaceAll(" ", ""), btoa("anna:" + ap), btoa("anna:" + ap.replaceAll(" ", ""))]) { say = v; const c = createClient({ site: "https://e.com", plugin: "application-passwords", fetch: site() }); try { await c.login({ username: "anna", password: ap }); } catch (e) { show("app pw login", e, v); } try { await c.json("/acme/x"); } catch (e) { show("app pw call echo " + v.slice(0, 12), e, v); } } }
say = S; { const c = createClient({ site: "https://e.com", plugin: "api-key", fetch: site() }); try { await c.login({ apiKey: S }); } catch (e) { show("api-key login", e); } try { await c.json("/acme/x"); } catch (e) { show("api-key call", e); } }
{ const c = createClient({ site: "https://e.com", plugin: { login: { path: "/x/v1/in" }, token: "token", opaque: true, secondFactor: { path: "/x/v1/2", when: "need", token: "interim" } }, fetch: site({ on: (u) => u.includes("/x/v1/in") ? json({ need: true, interim: "int-0123456789" }) : u.includes("/x/v1/2") ? echo(S) : undefined }) }); try { await c.login({ username: "a", password: "b1b1b1b1" }); } catch {} try { await c.login({ code: S }); } catch (e) { show("second factor code", e); } }
