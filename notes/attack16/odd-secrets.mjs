import { createClient } from "presskey";
import { inspect } from "node:util";
const SITE = "https://example.com";
const index = { home: SITE, namespaces: ["wp/v2", "jwt-auth/v1", "api/v1","wpuser/v1"], routes: {}, authentication: {"application-passwords":{endpoints:{authorization:SITE+"/wp-admin/authorize-application.php"}}} };
async function go(name, plugin, creds, more = {}) {
  const sent = [];
  const wp = createClient({ site: SITE, plugin, ...more, fetch: async (i, init) => { const r = new Request(i, init); sent.push([r.method, r.url, r.headers.get("authorization"), await r.text()]); return Response.json(index); } });
  const secrets = Object.values(creds).filter(x => typeof x === "string" && x.length > 5);
  for (const [what, f] of [["login", () => wp.login(creds)], ["fetch", () => wp.fetch("/wp/v2/posts")], ["json", () => wp.json("/wp/v2/posts", { method: "POST", json: {} })], ["getToken", () => wp.getToken()], ["validate", () => wp.validate()]]) {
    const r = await f().then((v) => v, (e) => e);
    const text = inspect(r, { depth: 9, showHidden: true });
    const leak = r instanceof Error && secrets.filter((s) => text.includes(s) || text.includes(encodeURIComponent(s.toWellFormed())));
    console.log(name, what, r?.code ?? r?.status ?? typeof r, leak?.length ? "LEAK " + text.slice(0, 600) : "");
  }
  wp.close();
}
for (const [n, key] of Object.entries({ euro: "geheim€schluessel-4711", nl: "secret-key\n4711x", nul: "secret-key\0x4711", lone: "secret-key-\ud800-4711", latin: "sécret-kéy-4711", cr: "secret-key-4711\r", tab: "\tsecret-key-4711" })) {
  await go("api-key " + n, "api-key", { apiKey: key });
  await go("basic " + n, "basic-auth", { username: "anna", password: key });
  await go("basic user " + n, "basic-auth", { username: key, password: "hunter2-geheim" });
  await go("app-pw " + n, "application-passwords", { username: "anna", password: key });
  await go("jwt token " + n, "jwt-authentication-for-wp-rest-api", { token: key });
  await go("oauth1 " + n, "oauth1", { consumerKey: key, consumerSecret: key, token: key, tokenSecret: key });
}
