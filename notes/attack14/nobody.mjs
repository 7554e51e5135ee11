// P6: users of a site that hides its users (/wp/v2/users removed, as security plugins do): two API keys, two
// application passwords typed with e-mail addresses, two OAuth tokens. Two clients of one origin, storage "local".
import { makePage, sleep } from "./page.mjs";
makePage(); globalThis.BroadcastChannel = undefined;
const { createClient } = await import("presskey");
const SITE = "https://example.com";
const json = (b, s = 200) => Response.json(b, { status: s });
const log = [];
let n = 0;
const fetch = async (input, init = {}) => {
  const url = String(input.url ?? input);
  const sent = new Headers(init.headers).get("Authorization") ?? "";
  if (init.method === "POST" && /posts/.test(url)) { log.push(sent); return json({ id: 1 }, 201); }
  if (/my\/v1\/(login|refresh)/.test(url)) { n++; return json({ token: `t0ken-opaque-${n}`, refresh: `r3fresh-opaque-${n}` }); }
  if (/users|introspect/.test(url)) return json({ code: "rest_no_route", message: "No route was found.", data: { status: 404 } }, 404);
  if (/posts/.test(url)) return sent ? json([{ id: 1 }]) : json({ code: "rest_forbidden_context", data: { status: 401 } }, 401);
  return json({ home: SITE, url: SITE, namespaces: ["wp/v2", "my/v1"], routes: {}, authentication: { "application-passwords": { endpoints: { authorization: `${SITE}/wp-admin/authorize-application.php` } } } });
};
const SPEC = { id: "my", namespace: "my/v1", token: "token", opaque: true, refreshToken: "refresh", login: { path: "login", body: { login: "$username", password: "$password" } }, refresh: { path: "refresh", body: { refresh: "$refreshToken" }, with: "refreshToken" } };
const name = ["", "anna", "berta"];
for (const [what, plugin, creds] of [
  ["api-key", "api-key", (i) => ({ apiKey: `key-abcdefgh-${name[i]}` })],
  ["application-passwords, e-mail", "application-passwords", (i) => ({ username: `${name[i]}@e.com`, password: `abcd efgh ${i}` })],
  ["application-passwords, name", "application-passwords", (i) => ({ username: name[i], password: `abcd efgh ${i}` })],
  ["basic-auth, e-mail", "basic-auth", (i) => ({ username: `${name[i]}@e.com`, password: `pass-word-${i}` })],
  ["oauth1", "oauth1", (i) => ({ consumerKey: "ck", consumerSecret: "consumers3cret", token: `tok-${name[i]}`, tokenSecret: `toksecret${i}` })],
  ["own spec, opaque, e-mail", SPEC, (i) => ({ username: `${name[i]}@e.com`, password: `pass-word-${i}` })],
]) {
  localStorage.clear(); sessionStorage.clear(); log.length = 0;
  const make = () => createClient({ site: SITE, fetch, plugin, storage: "local" });
  try {
    const a = make(); await a.login(creds(1)); await a.json("/wp/v2/posts");
    const b = make(); await b.login(creds(2)); await sleep(20);
    log.length = 0;
    const r = await a.json("/wp/v2/posts", { method: "POST", json: { title: "by anna" } }).then(() => "SENT", (e) => e.code);
    const told = log.map((l) => (l.startsWith("Basic") ? atob(l.slice(6)) : l.replace(/.*oauth_token="([^"]*)".*/, "oauth $1")));
    console.log(what, "| anna's page writes:", r, "| as", told, "| page shows", JSON.stringify(a.session.user));
    const out = await a.logout().then(() => "done", (e) => e.code);
    console.log("   logout of anna's page:", out, "| berta's stored session:", localStorage.getItem("presskey:https://example.com") ? "still there" : "GONE");
    a.close(); b.close();
  } catch (e) { console.log(what, "ERR", e.code, e.message); }
}
process.exit();
