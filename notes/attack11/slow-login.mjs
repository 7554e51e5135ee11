// One POST /login of a visitor without an account keeps the whole server busy.
import { createBackend } from "presskey/server";
import { createTestSite } from "presskey/testing";
for (const plugin of (process.argv[3] ?? "jwt-authentication-for-wp-rest-api").split(",")) {
const site = createTestSite({ plugin });
const backend = createBackend({ site: site.site, plugin, secret: "x".repeat(32), fetch: (i, n) => site.answer(new Request(i, n)) });
const login = async (body) => backend.handle(new Request("https://app.example.com/api/presskey/login", { method: "POST", headers: { "content-type": "application/json", origin: "https://app.example.com", "sec-fetch-site": "same-origin" }, body: JSON.stringify(body) }));
await login({ username: "x", password: "y" });
const N = +(process.argv[2] ?? 2000);
for (const c of ["a", "-", "я", "!", "\\", "é", "&", "%", "%25", "+", " ", "'", "&amp;", "-&"]) {
  let ticks = 0; const timer = setInterval(() => ticks++, 20);
  const t = performance.now();
  const r = await login({ username: c.repeat(N / c.length | 0), password: c.repeat(N / c.length | 0) + "q" });
  const j = await r.json();
  clearInterval(timer);
  console.log(plugin, JSON.stringify(c), N, Math.round(performance.now() - t), "ms", r.status, j.code, (j.serverMessage ?? "").slice(0, 60), "ticks", ticks);
}}
