import { createClient } from "presskey";
import { createTestSite } from "presskey/testing";
const test = createTestSite({ site: "https://host.example/blog" });
let log = [];
const fetch = async (i, n) => { const u = i.url ?? String(i); const h = new Headers(n?.headers ?? i.headers); log.push([u, h.get("authorization") ? "TOKEN" : "-", n?.redirect]); try { return await test.fetch(i, n); } catch { return Response.json([]); } };
const [u0] = test.users;
const wp = createClient({ site: test.site, plugin: "jwt-authentication-for-wp-rest-api", storage: "memory", fetch });
await wp.login({ username: u0.username, password: u0.password });
const S = "https://host.example";
for (const t of [`${S}/blog`, `${S}/blog/`, `${S}/blogx/`, `${S}/`, `${S}/blog/../evil`, `${S}/blog/%2e%2e/evil`, `${S}/blog/..;/evil`, `${S}/blog/..%2fevil`, `${S}/blog/..%5cevil`, `${S}/blog/%252e%252e/evil`, `${S}/blog\\..\\evil`, `${S}/blog/.%00./evil`, `${S}/blog/%c0%ae%c0%ae/evil`, `${S}/blog/．．/evil`, `${S}/blog/‥/evil`, `${S}/blog/%u002e%u002e/evil`, `${S}/blog/.%0a./x`, `${S}/blog/..%20/x`, `${S}/blog/..%09/x`, `${S}/blog/...;/x`, `${S}/blog/;/../../evil`, `${S}/blog;x/evil`, `${S}/blog;/../evil`, `${S}/BLOG/x`, `${S}:443/blog/x`, `${S}:444/blog/x`, "http://host.example/blog/x", "https://host.example./blog/x", "https://a@host.example/blog/x", "https://host.example@evil.example/blog/x", "https:host.example/blog/x", " https://host.example/blog/x", "https://host。example/blog/x", "https://HOST.example/blog/x", `blob:${S}/blog/x`, `data:text/html,${S}/blog/x`, "wss://host.example/blog/x", "javascript:1", `${S}/blog//evil`, `${S}//blog/x`, `${S}/blog/x#..`, `${S}/blog/x?a=/../`, `view-source:${S}/blog/x`, "filesystem:https://host.example/blog/x"]) {
  log = []; const r = await wp.fetch(t).then((r) => r.status, (e) => e.code ?? e.message); console.log(String(log.at(-1)?.[1] ?? "none").padEnd(6), t, "=>", log.at(-1)?.[0] ?? r);
}
for (const t of ["/../../evil", "/..;/..;/evil", "/%2e%2e/%2e%2e/evil", "//evil.example/x", "/\\evil.example/x", "/wp-json/../../../evil", "/wp/v2/posts?x#y", "/;/../../x", "/wp/v2/%5c..%5c..", "/%2f..%2f..", "/ ../..", "/\t../../evil", "/\n/../..","/.\t./.\t./evil"]) {
  log = []; const r = await wp.fetch(t).then((r) => r.status, (e) => e.code ?? e.message); console.log(String(log.at(-1)?.[1] ?? "none").padEnd(6), JSON.stringify(t), "=>", log.at(-1)?.[0] ?? r);
}
