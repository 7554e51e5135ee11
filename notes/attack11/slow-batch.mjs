import { createBackend } from "presskey/server";
import { createTestSite } from "presskey/testing";
const plugin = "jwt-authentication-for-wp-rest-api";
const site = createTestSite({ plugin });
const backend = createBackend({ site: site.site, plugin, secret: "x".repeat(32), fetch: (i, n) => site.answer(new Request(i, n)) });
const rest = (path, body, type = "application/json", more = {}) => backend.handle(new Request("https://app.example.com/api/presskey/rest" + path, { method: "POST", headers: { "content-type": type, origin: "https://app.example.com", "sec-fetch-site": "same-origin", ...more }, body }));
const time = async (label, f) => { const t = performance.now(); let r; try { r = await f(); await r.text(); } catch (e) { r = e; } console.log(label, Math.round(performance.now() - t), "ms", r.status ?? r.message); };
await time("warm", () => rest("/wp/v2/posts", "{}"));
for (const c of ["a", "%25", "%2525", "é", "&a", "a=&", ";"]) {
  const path = "/" + c.repeat(16000 / c.length | 0), q = "/a?" + c.repeat(16000 / c.length | 0);
  await time("paths " + c, () => rest("/batch/v1", JSON.stringify({ requests: Array(450).fill({ path }) })));
  await time("queries " + c, () => rest("/batch/v1", JSON.stringify({ requests: Array(450).fill({ path: q }) })));
}
const big = 8e6;
await time("json flat", () => rest("/wp/v2/posts", JSON.stringify({ requests: "x".repeat(big) })));
await time("json deep", () => rest("/wp/v2/posts", '{"requests":' + "[".repeat(big / 4) + "]".repeat(big / 4) + "}"));
await time("json many", () => rest("/wp/v2/posts", '{"requests":[' + "{},".repeat(big / 4) + "{}]}"));
await time("form", () => rest("/wp/v2/posts", "a&".repeat(big / 2), "application/x-www-form-urlencoded"));
await time("form2", () => rest("/wp/v2/posts", "requests".repeat(big / 8), "application/x-www-form-urlencoded"));
await time("form3", () => rest("/wp/v2/posts", ("%".repeat(20) + "&").repeat(big / 21), "application/x-www-form-urlencoded"));
await time("multi spaces", () => rest("/wp/v2/posts", "name" + " ".repeat(big), "multipart/form-data; boundary=x"));
await time("multi names", () => rest("/wp/v2/posts", "name = ".repeat(big / 7), "multipart/form-data; boundary=x"));
await time("query long", () => rest("/wp/v2/posts?" + "%5b".repeat(1e6), "{}"));
await time("query many", () => rest("/wp/v2/posts?" + "_&".repeat(1e6), "{}"));
await time("cookies", () => rest("/wp/v2/posts", "{}", "application/json", { cookie: "a=b;".repeat(4e5) }));
await time("cookies sp", () => rest("/wp/v2/posts", "{}", "application/json", { cookie: "a" + " ".repeat(4e5) + "b" }));
await time("cookies sp2", () => rest("/wp/v2/posts", "{}", "application/json", { cookie: "a=b" + " \t".repeat(2e5) + "b" }));
await time("ctype", () => rest("/wp/v2/posts", "{}", "multipart/" + " ".repeat(4e5) + "x"));
await time("accept", () => rest("/wp/v2/posts", "{}", "application/json", { accept: "text/".repeat(1e5) }));
