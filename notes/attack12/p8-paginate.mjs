// P8/P1: hostile lists: endless pages, Link to elsewhere, odd totals.
import { createClient } from "presskey";
import { startMock } from "../../tests/support/mock-wordpress.mjs";
import { credentials } from "../../tests/support/app.mjs";
import { capture } from "../../tests/support/servers.mjs";
const mock = await startMock({ mode: "pro" }); const foreign = await capture();
let a; let asked = 0; mock.setOptions({ answer: (r) => (/list/.test(r.route ?? "") ? (asked++, a(r)) : undefined) });
const wp = createClient({ site: mock.url, plugin: "jwt-authentication-for-wp-rest-api", storage: "memory", timeout: 2000 });
await wp.login(credentials("editor"));
for (const [n, f] of Object.entries({
  "empty, 1e9 pages": () => ({ body: [], headers: { "x-wp-totalpages": "1e9", "x-wp-total": "99999999" } }), "empty, no totals": () => ({ body: [] }), "one each, no totals": () => ({ body: [{ id: 1 }] }), "one each 1e9": () => ({ body: [{ id: 1 }], headers: { "x-wp-totalpages": "1000000000", "x-wp-total": "1e99" } }),
  "Link foreign": () => ({ body: [{ id: 1 }], headers: { link: `<${foreign.url}/wp-json/list?page=2>; rel="next"`, "access-control-expose-headers": "Link" } }), "Link self": () => ({ body: [{ id: 1 }], headers: { link: `<${mock.url}/wp-json/list?page=1>; rel="next"` } }), "negative": () => ({ body: [{ id: 1 }], headers: { "x-wp-totalpages": "-1", "x-wp-total": "NaN" } }), "Infinity": () => ({ body: [{ id: 1 }], headers: { "x-wp-totalpages": "Infinity" } }), "object": () => ({ body: { 0: { id: 1 }, length: 1e9 } }), "full page": () => ({ body: Array.from({ length: 100 }, (_, id) => ({ id })), headers: {} }),
})) {
  a = f; asked = 0; let items = 0; const t = Date.now();
  const out = await (async () => { for await (const x of wp.paginate("/list")) { if (++items > 3000) return "stopped by us"; } return "ended"; })().catch((e) => e.code);
  console.log(n, out, "items", items, "requests", asked, Date.now() - t, "ms; foreign:", foreign.seen.length, foreign.seen.some((s) => s.headers.authorization) ? "TOKEN" : "");
}
process.exit(0);
