import { createClient } from "/tmp/fresh/p/pkg/index.js";
const fetch = async (u, i) => Response.json({ name: "S", namespaces: ["wp/v2", "jwt-auth/v1"] });
const vals = { object: {}, number: 5, bytes: new Uint8Array([1, 2, 3]), huge: "{".repeat(5e6), surrogate: "\ud800".repeat(1000), array: ["{"], bool: true, nullstr: "null", deep: "[".repeat(200000), fn: () => 1, lengthTrap: { length: 1e9 }, obj: { length: 3, toString() { return "{}"; } }, String: new String("{}"), negative: { length: -5 }, symbolic: Symbol("x") };
for (const [name, v] of Object.entries(vals)) for (const where of ["session", ":site"]) {
  const wp = createClient({ site: "https://e.com", plugin: "jwt-auth", fetch, storage: { get: (k) => (where === ":site") === k.endsWith(":site") ? v : null, set() {}, remove() {} } });
  const t = performance.now();
  const r = await Promise.race([wp.ready().then((s) => s.status, (e) => e.name + " " + e.code), new Promise((r) => setTimeout(r, 5000, "HANGS"))]);
  const c = await Promise.race([wp.fetch("/wp/v2/posts").then((s) => s.status, (e) => e.name + " " + e.code), new Promise((r) => setTimeout(r, 5000, "HANGS"))]);
  console.log(name, where, r, c, Math.round(performance.now() - t) + " ms", (process.memoryUsage().rss / 1e6).toFixed(0) + " MB");
}
process.exit();
