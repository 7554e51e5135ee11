globalThis.document = { addEventListener() {}, title: "app", readyState: "complete" };
const loc = new URL("https://app.example.com/"); loc.assign = (u) => console.log("leaves for", String(u)); globalThis.location = loc; globalThis.history = { replaceState() {} };
const st = () => { const m = new Map(); return { getItem: (k) => m.get(k) ?? null, setItem: (k, v) => m.set(k, String(v)), removeItem: (k) => m.delete(k) }; };
globalThis.sessionStorage = st(); globalThis.localStorage = st();
const { createClient } = await import("/tmp/fresh/p/pkg/dist/client.js");
for (const [name, make] of [["404 page", () => new Response("<html>404 page", { status: 404, headers: { "content-type": "text/html" } })], ["redirect elsewhere", () => Object.defineProperty(Response.json({ name: "S" }), "url", { value: "https://evil.example/" })], ["closed", () => Response.json({ code: "rest_cannot_access", message: "no", data: { status: 401 } }, { status: 401 })], ["network", () => { throw new TypeError("fetch failed"); }]]) {
  const wp = createClient({ site: "https://e.com/wp-json", plugin: "application-passwords", fetch: async () => make(), storage: "memory" });
  const e = await wp.authorize().catch((e) => e);
  console.log(name, "->", e.code, "| hint:", JSON.stringify(e.hint)?.slice(0, 120), "| request:", JSON.stringify(e.request)?.slice(0, 120));
}
process.exit();
