// P8: `timeout` of a call, while something that comes before the call never ends (where the REST API is; a renewal).
import { createServer } from "node:http"; import { once } from "node:events"; import { createClient } from "presskey";
import { startMock } from "../../tests/support/mock-wordpress.mjs"; import { credentials } from "../../tests/support/app.mjs";
const timed = async (name, p) => { const t = performance.now(); const r = await p().then(() => "ok", (e) => e.code); console.log(name, r, Math.round(performance.now() - t), "ms"); };
{ const s = createServer((q, r) => { r.writeHead(200, { "content-type": "application/json" }); r.write(" "); }).listen(0, "127.0.0.1"); await once(s, "listening");
  const wp = createClient({ site: `http://127.0.0.1:${s.address().port}`, timeout: 4000 });
  await timed("search never ends: json({ timeout: 500 }), client 4000 →", () => wp.json("/wp/v2/posts", { timeout: 500 })); }
{ const site = await startMock({ mode: "pro", lifetime: 2 }); const wp = createClient({ site: site.url, timeout: 4000, expiryMargin: 0 }); await wp.login(credentials("editor")); await wp.json("/wp/v2/users/me");
  await new Promise((r) => setTimeout(r, 2500)); site.setOptions({ answer: (q) => /refresh/.test(q.route) && "hang" });
  await timed("renewal never ends: json({ timeout: 500 }), client 4000 →", () => wp.json("/wp/v2/users/me", { timeout: 500 })); }
process.exit();
