// P9: "To explain an error, a page may also send requests without a secret to two others". What does a client that is no page (Node), a backend, the command send?
import { createClient } from "presskey";
import { createBackend } from "presskey/server";
for (const kind of ["client", "backend"]) for (const [name, how] of Object.entries({
  throws: () => { throw Object.assign(new TypeError("fetch failed"), { cause: { code: "ENOTFOUND" } }); },
  throws2: () => { throw new TypeError("fetch failed"); },
  tls: () => { throw Object.assign(new TypeError("fetch failed"), { cause: { code: "ERR_TLS_CERT_ALTNAME_INVALID" } }); },
  page: () => new Response("<html>", { status: 500, headers: { "content-type": "text/html" } }),
  redirect: () => new Response(null, { status: 301, headers: { location: "https://www.example.com/" } }),
  html404: () => new Response("<html>", { status: 404, headers: { "content-type": "text/html" } }),
  html200: () => new Response("<html>", { status: 200, headers: { "content-type": "text/html" } }),
  j401: () => Response.json({ code: "rest_forbidden", message: "x", data: { status: 401 } }, { status: 401 }),
})) {
  const log = [];
  let broken = false;
  const fetch = async (input, init) => { const r = new Request(input, init); log.push(`${r.method} ${r.url}${r.headers.get("authorization") ? " +auth" : ""}`); if (/other\.example|other\.org/.test(r.url) || broken) return how(); return Response.json(/token/.test(r.url) ? { token: `${btoa('{"alg":"HS256"}').replaceAll("=", "")}.${btoa(JSON.stringify({ exp: 9999999999, data: { user: { id: 7 } } })).replaceAll("=", "")}.c2ln` } : { home: "https://example.com", namespaces: ["wp/v2", "jwt-auth/v1"], routes: {} }); };
  let wp;
  if (kind === "client") wp = createClient({ site: "https://example.com", fetch, plugin: "jwt-authentication-for-wp-rest-api" });
  else wp = await createBackend({ site: "https://example.com", fetch, plugin: "jwt-authentication-for-wp-rest-api", secret: "x".repeat(40) }).client(new Request("https://app.example/"));
  await wp.login({ username: "a", password: "bbbbbbb" });
  const tries = { other: () => wp.json("https://other.example/deep/path?x=1"), otherPost: () => wp.json("https://other.org/p", { method: "POST", json: {} }), own: () => { broken = true; return wp.json("/wp/v2/posts"); }, login: () => wp.login({ username: "a", password: "bbbbbbb" }) };
  for (const [t, f] of Object.entries(tries)) { log.length = 0; const before = Date.now(); await f().then(() => {}, (e) => log.push(`   => ${e.code} ${String(e.hint).slice(0, 60)}`)); const foreign = log.filter((l) => !/ https:\/\/example\.com\//.test(l) && !/=>/.test(l)); if (t.startsWith("other") ? foreign.length > 1 : foreign.length) console.log(kind, name, t, log); }
}
console.log("done");
