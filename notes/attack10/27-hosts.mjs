import { createClient, jwt, index, json } from "./lib.mjs";
for (const [site, mode] of [["https://blog.e.com", "down"], ["https://www.e.com", "down"], ["https://anna.github.io", "redirect"], ["https://anna.github.io", "dns"], ["https://www.com", "down"]]) {
  const hosts = new Set();
  const fetch = async (u, init) => { const url = new URL(String(u?.url ?? u)); hosts.add(url.origin + (url.origin === site ? "" : " <- " + (init?.method ?? "GET") + " " + url.pathname + url.search)); if (mode === "down") throw new TypeError("fetch failed", { cause: { code: "ECONNREFUSED" } }); if (mode === "dns") throw new TypeError("fetch failed", { cause: { code: "ENOTFOUND" } }); return new Response(null, { status: 301, headers: { location: "https://other.example/x" } }); };
  const wp = createClient({ site, fetch });
  await wp.login({ username: "a", password: "b1b1b1b1" }).catch((e) => e); await wp.json("/wp/v2/x", {method:"POST"}).catch((e) => console.log(e.code, e.hint)); await wp.diagnose().catch(() => {});
  console.log(site, mode, [...hosts]);
}
