// Callbacks of the app that act in the middle: a listener that logs out, logs somebody else in, throws; an adapter that
// calls the client back; `fetch` that logs out before or after it sends.
globalThis.location = new URL("https://app.example.com/");
globalThis.document = { addEventListener() {}, removeEventListener() {}, readyState: "complete", visibilityState: "visible" };
globalThis.window = globalThis; globalThis.addEventListener ??= () => {}; globalThis.removeEventListener ??= () => {};
globalThis.reportError = () => {};
class S { constructor() { this.m = new Map(); } getItem(k) { return this.m.get(k) ?? null; } setItem(k, v) { this.m.set(k, String(v)); } removeItem(k) { this.m.delete(k); } }
const { createClient } = await import(new URL("../../pkg/dist/client.js", import.meta.url));
const { createTestSite } = await import("presskey/testing");
const plugin = "jwt-authentication-for-wp-rest-api";
const pause = (ms) => new Promise((d) => setTimeout(d, ms));
for (const kind of ["local", "memory", "adapter"]) for (const name of ["listener logs out", "listener logs in another", "fetch logs out before sending", "fetch logs out after the response", "store.set logs out", "store.set logs another in", "headers getter logs out", "json toJSON logs out", "json toJSON logs another in"]) {
  globalThis.localStorage = new S(); globalThis.sessionStorage = new S();
  const site = createTestSite({ plugin, edition: "pro" });
  const [a, b] = site.users.map(({ username, password }) => ({ username, password }));
  const kept = new Map(); let wp, hook, once = true;
  let acted = Promise.resolve();
  const act = async (p) => { if (!once) return; once = false; await (acted = p()); };
  const adapter = { get: (k) => kept.get(k) ?? null, async set(k, t) { if (hook === "set" && t.startsWith('{"version"') && t.includes("token")) act(() => name.includes("another") ? wp.login(b) : wp.logout()).catch(() => {}); kept.set(k, t); }, remove: (k) => void kept.delete(k) };
  const sent = [];
  wp = createClient({ site: site.site, plugin, storage: kind === "adapter" ? adapter : kind, async fetch(i, n) { const r = new Request(i, n); if (hook === "before" && /posts/.test(r.url)) await act(() => wp.logout()); const done = await site.answer(r); if (hook === "after" && /posts/.test(r.url)) await act(() => wp.logout()); return done; } });
  if (name.startsWith("store")) { if (kind !== "adapter") continue; hook = "set"; }
  let off;
  if (name.startsWith("listener")) wp.subscribe((s) => { if (s.status === "authenticated" && s.user.username === a.username) { act(() => name.includes("another") ? wp.login(b) : wp.logout()).catch(() => {}); throw new Error("x"); } });
  const r = await wp.login(a).then((s) => s.user?.username ?? s.status, (e) => e.code);
  await pause(40);
  if (name.startsWith("fetch")) hook = name.includes("before") ? "before" : "after";
  const from = site.requests.length; let call;
  const shown = wp.session.user?.username;
  if (name.startsWith("headers")) call = wp.fetch("/wp/v2/posts", { method: "POST", json: { title: "x" }, get headers() { act(() => wp.logout()); return { "X-A": "b" }; } });
  else if (name.startsWith("json")) call = wp.fetch("/wp/v2/posts", { method: "POST", json: { toJSON() { act(() => name.includes("another") ? wp.login(b) : wp.logout()); return { title: "x" }; } } });
  else call = wp.fetch("/wp/v2/posts", { method: "POST", json: { title: "x" } });
  const c = await call.then((r) => r.status, (e) => e.code);
  await pause(40);
  await acted.catch(() => {});
  const posts = site.requests.slice(from).filter((r) => /posts/.test(r.url)).map((r) => r.user?.username ?? r.user ?? "nobody");
  const tokens = /eyJ/.test(JSON.stringify([...localStorage.m, ...kept]));
  console.log(kind.padEnd(8), name.padEnd(34), "login:", r, "| shown", shown, "| write:", c, "as", posts.join() || "-", "| now", wp.session.user?.username ?? wp.session.status, "| token stored", tokens);
  wp.close();
}
process.exit();
