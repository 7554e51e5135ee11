// P7: everything stored, with every address, path, header and number in it replaced; then load, call, log in again.
class Storage { #m = new Map(); getItem = (k) => this.#m.get(k) ?? null; setItem = (k, v) => void this.#m.set(k, String(v)); removeItem = (k) => void this.#m.delete(k); all = () => [...this.#m]; load = (e) => { this.#m = new Map(e); }; }
globalThis.location = new URL("https://app.example.com"); globalThis.document = { addEventListener() {}, removeEventListener() {}, readyState: "interactive", visibilityState: "visible" }; globalThis.window = globalThis; globalThis.addEventListener = () => {}; globalThis.removeEventListener = () => {}; globalThis.localStorage = new Storage(); globalThis.sessionStorage = new Storage();
const { createClient } = await import("presskey");
const { sealOf, noteKey } = await import("../../pkg/front/glance.js");
const { startMock } = await import("../../tests/support/mock-wordpress.mjs");
const { credentials } = await import("../../tests/support/app.mjs");
const mock = await startMock({ mode: "pro" });
const SITE = `${mock.url}/blog`;
const test = { users: [0, credentials("editor")] };
const asked = [];
const fetch = async (url, init = {}) => {
  const u = new URL(url.url ?? url); const h = new Headers(init.headers);
  const secret = [...h].some(([k, v]) => /eyJ/.test(v)) || /eyJ|presskey-/.test(String(init.body ?? ""));
  asked.push({ u: u.href, secret, header: [...h].find(([, v]) => /eyJ/.test(v))?.[0], cred: init.credentials });
  if (u.origin !== mock.url) return Response.json({ namespaces: ["jwt-auth/v1"] });
  return globalThis.fetch(url, init);
};
const opts = { site: SITE, plugin: process.argv[2] ?? "auto", storage: "local", fetch };
const c = createClient(opts); await c.login({ username: test.users[1].username, password: test.users[1].password }); await c.json("/wp/v2/posts").catch(() => {}); c.close();
const saved = [localStorage.all(), sessionStorage.all()];
console.log(saved[0].map(([k, v]) => `${k} = ${v.replace(/eyJ[\w.-]+/g, "JWT").slice(0, 420)}`).join("\n"));
const evils = ["https://evil.example", mock.url, mock.url + "/evil", SITE + "/../evil", SITE + "%2f..%2fevil", "//evil.example", SITE.replace("/blog", "@evil.example/blog"), "/../evil", "/..;/evil", "@evil.example/", ".evil.example/", ":443@evil.example/", "\\evil", "/%2e%2e/evil", "/wp-json/../../evil", SITE.replace("127.0.0.1", "localhost")];
const ok = (a) => !a.secret || a.u.startsWith(SITE + "/") && !/\.\.|%2f|%2e|;/i.test(new URL(a.u).pathname);
let n = 0, bad = 0; process.on("SIGTERM", () => { console.log(n, "mutants so far,", bad, "bad"); process.exit(0); });
function* mutants(text) {
  let json; let prefix = "";
  try { json = JSON.parse(text); } catch { const at = text.indexOf(" "); prefix = text.slice(0, at); try { json = JSON.parse(text.slice(at + 1)); } catch { return; } }
  const paths = []; (function walk(o, p) { if (o && typeof o === "object") for (const k of Object.keys(o)) walk(o[k], [...p, k]); paths.push(p); })(json, []);
  for (const p of paths) if (p.length) {
    const values = [...evils, ...evils.map((e) => (p.reduce((o, k) => o[k], json) + "").replace(/^https?:\/\/[^/]*|^/, e)), "Cookie", "X-Evil", null, true, 1e15, "", [], {}, "basic-auth", "cookie", "*", "include"];
    for (const v of values) { const copy = structuredClone(json); let o = copy; for (const k of p.slice(0, -1)) o = o[k]; o[p.at(-1)] = v; yield [p.join("."), v, prefix, JSON.stringify(copy)]; }
  }
}
for (const [key, text] of saved[0].filter(([k]) => !process.argv[3] || k.endsWith(process.argv[3]))) for (const [p, v, prefix, out] of mutants(text)) {
  localStorage.load(saved[0]); sessionStorage.load(saved[1]);
  if (prefix) { const rec = localStorage.getItem(key.replace(/:front$/, "")); for (const expiryMargin of [30]) localStorage.setItem(key, `${sealOf({ id: SITE, plugin: opts.plugin, expiryMargin }, rec, out)} ${out}`); }
  else { localStorage.setItem(key, out); const note = localStorage.getItem(key + ":front"); if (note) { const t = note.slice(note.indexOf(" ") + 1); localStorage.setItem(key + ":front", `${sealOf({ id: SITE, plugin: opts.plugin, expiryMargin: 30 }, out, t)} ${t}`); } }
  asked.length = 0; n++;
  const wp = createClient(opts);
  for (const f of [() => wp.fetch("/wp/v2/posts"), () => wp.json("/wp/v2/users/me"), () => wp.login({ username: test.users[1].username, password: test.users[1].password })]) await f().catch(() => {});
  wp.close();
  const wrong = asked.filter((a) => !ok(a) || (a.secret && a.cred === "include") || (a.header && a.header !== "authorization"));
  if (wrong.length && bad++ < 15) console.log("**", key, p, JSON.stringify(v), JSON.stringify(wrong[0]).slice(0, 250));
}
console.log(n, "mutants", bad, "bad"); process.exit(0);
