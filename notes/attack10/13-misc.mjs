// the token's guard: odd addresses, from Request/URL/strings; where does a token go?
import { createClient, jwt, index, json } from "./lib.mjs";
const token = jwt();
const sites = ["https://e.com/blog", "https://e.com:8443", "https://xn--mnchen-3ya.de", "https://[2001:db8::1]/wp", "https://e.com./", "http://127.0.0.1:8080/wp", "https://E.com/Blog/", "https://e.com/a%20b", "https://e.com/wp-json/", "https://e.com/index.php/wp-json", "https://e.com/?rest_route=/"];
const targets = (s) => [
  "https://e.com/blog/wp-json/x", "https://e.com/blogx/wp-json", "https://e.com/BLOG/wp-json/x", "https://e.com/blog/../admin", "https://e.com/blog/%2e%2e/admin", "https://e.com/blog/..%2fadmin", "https://e.com/blog/.%2e/admin", "https://e.com/blog/..;/admin", "https://e.com/blog/%252e%252e/admin", "https://e.com/blog\\..\\admin", "https://e.com\\@evil.com/blog/", "https:/e.com/blog/x", "https:e.com/blog/x", "HTTPS://E.COM/blog/x", "https://e.com:443/blog/x", "https://e.com.:443/blog/x", "https://e.com/blog//evil.com/x", "https://e.com/blog/;/x", "https://e.com/blog;x/y", "https://e.com/blog/%5c..%5cx", "https://e.com/blog/x?u=/../..", "https://e.com/blog/x#/../", "https://e.com/blog/\t../x", "https://e.com/blog/%00/x", "https://e.com/blog/．．/x", "https://e.com/blog/%ef%bc%8e%ef%bc%8e/x", "https://e.com/blog/..%00/x", "https://e.com/blog/... /x", "https://ｅ.com/blog/x", "https://e。com/blog/x", "https://e.com%2eevil.com/blog", "https://e.com:0443/blog/x", "https://münchen.de/x", "https://[2001:0db8:0:0::1]/wp/x", "https://[2001:db8::1]/wpx", "https://e.com/blog%2fx/..", "https://e.com/%62log/x", "https://e.com/blog/%2E%2E%5Cx", "//e.com/blog/x", "///evil.com/x", "/\\evil.com/x", "/../../x", "/%2e%2e/x", "/..;/x", "/x/../../../admin", "/wp-json/../../x", "/?rest_route=/x", "/wp/v2/posts#frag?x", "/@evil.com/", "/:80/", "/;/x", "blob:https://e.com/blog/1", "data:text/plain,x", "https://e.com/wp-json/wp-json/x", "http://e.com/blog/x", "ws://e.com/blog/x", "https://e.com/blog/x@evil.com", "https://e.com/blog/\u2025/x", "https://e.com/blog/%e2%80%a5/x",
];
for (const site of sites.slice(0, process.argv[2] ? 99 : 2)) {
  let sent = [];
  const fetch = async (u, init) => { const r = u?.url ? u : undefined; const url = String(u?.url ?? u); const h = new Headers(init?.headers ?? r?.headers); sent.push([url, h.get("authorization") ? "TOKEN" : "-", init?.redirect]); if (url.endsWith("/token")) return json({ token, user_email: "a@b.c", user_nicename: "anna", user_display_name: "Anna" }); return json(index({ url: site, home: site })); };
  const wp = createClient({ site, plugin: "jwt-authentication-for-wp-rest-api", fetch, storage: "memory" });
  try { await wp.login({ username: "anna", password: "x1y2z3w4" }); } catch (e) { console.log(site, "login", e.code, e.message); continue; }
  console.log("== " + site);
  for (const t of targets(site)) for (const kind of ["s", "R"]) {
    if (kind === "R" && t.startsWith("/")) continue;
    sent = []; let input = t;
    try { if (kind === "R") input = new Request(t); await wp.fetch(input, { auth: "auto" }); const x = sent.filter(([u]) => !u.includes("_fields")); if (x.some((y) => y[1] === "TOKEN")) console.log(kind, JSON.stringify(t), "->", x.filter(y=>y[1]==="TOKEN").map((y) => y.join(" ")).join(" | ")); } catch (e) { if (e.code !== "invalid_option" && e.code !== "origin_not_allowed" && kind==="s") console.log(kind, t, "ERR", e.code ?? e.message); }
  }
}
