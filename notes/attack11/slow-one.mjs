import { createBackend } from "presskey/server";
import { createTestSite } from "presskey/testing";
const plugin = "jwt-authentication-for-wp-rest-api";
const site = createTestSite({ plugin });
const backend = createBackend({ site: site.site, plugin, secret: "x".repeat(32), fetch: (i, n) => site.answer(new Request(i, n)) });
const login = (body) => backend.handle(new Request("https://app.example.com/api/presskey/login", { method: "POST", headers: { "content-type": "application/json", origin: "https://app.example.com", "sec-fetch-site": "same-origin" }, body: JSON.stringify(body) }));
await login({ username: "x", password: "y" });
for (const N of [1000, 2000, 4000, 8000]) {
  const c = process.argv[2] ?? "-";
  const t = performance.now();
  await login({ username: c.repeat(N), password: c.repeat(N) + "q" });
  console.log(JSON.stringify(c), "bytes of the request", 2 * N, "blocked for", Math.round(performance.now() - t), "ms");
}
