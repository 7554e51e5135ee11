// login() and calls that are aborted at any moment: the session is as the result says, and storage has nothing else.
globalThis.location = new URL("https://app.example.com/");
globalThis.document = { addEventListener() {}, removeEventListener() {}, readyState: "complete", visibilityState: "visible" };
globalThis.window = globalThis; globalThis.addEventListener ??= () => {}; globalThis.removeEventListener ??= () => {};
class S { constructor() { this.m = new Map(); } getItem(k) { return this.m.get(k) ?? null; } setItem(k, v) { this.m.set(k, String(v)); } removeItem(k) { this.m.delete(k); } }
const { createClient } = await import(new URL("../../pkg/dist/client.js", import.meta.url));
const { createTestSite } = await import("presskey/testing");
const { WebAssembly: W } = globalThis;
const pause = (ms) => new Promise((d) => setTimeout(d, ms));
const counts = {}; let bad = 0;
for (const kind of ["local", "adapter", "memory"]) for (const plugin of ["simple-jwt-login", "jwt-authentication-for-wp-rest-api"]) for (let round = 0; round < 40; round++) {
  globalThis.localStorage = new S(); globalThis.sessionStorage = new S();
  const site = createTestSite({ plugin, ...(plugin.startsWith("jwt-auth") && { edition: "pro" }) });
  const kept = new Map();
  const adapter = { async get(k) { await pause(2); return kept.get(k) ?? null; }, async set(k, t) { await pause(8); kept.set(k, t); }, async remove(k) { await pause(2); kept.delete(k); } };
  const wp = createClient({ site: site.site, plugin, storage: kind === "adapter" ? adapter : kind, async fetch(i, n) { const r = new Request(i, n); await pause(4); const a = await site.answer(r); await pause(4); if (r.signal.aborted) throw r.signal.reason; return a; } });
  const [a, b] = site.users.map(({ username, password }) => ({ username, password }));
  const hasA = round % 2;
  if (hasA) await wp.login(a); else await wp.ready();
  const before = wp.session.user?.username;
  const controller = new AbortController();
  setTimeout(() => controller.abort(), Math.random() * 45);
  const result = await wp.login(b, { signal: controller.signal }).then(() => "ok", (e) => e.name === "AbortError" ? "aborted" : e.code);
  await pause(60);
  const now = wp.session.user?.username;
  const text = JSON.stringify([...localStorage.m, ...sessionStorage.m, ...kept]);
  const mine = result === "ok" ? b.username : before;
  const key = `${kind} ${result}`; counts[key] = (counts[key] ?? 0) + 1;
  const stored = /\\?"username\\?":\\?"(\w+)/.exec(text)?.[1];
  if (now !== mine || (kind !== "memory" && stored !== mine && !(stored === undefined && mine === undefined))) { bad++; console.log(kind, plugin, result, "before", before, "now", now, "stored", stored); }
  if (text.includes(b.password)) { bad++; console.log("password stored"); }
  await wp.logout();
  if (/eyJ/.test(JSON.stringify([...localStorage.m, ...sessionStorage.m, ...kept]))) { bad++; console.log("token left after logout", kind, result); }
  wp.close();
}
console.log("bad", bad, counts);
process.exit();
