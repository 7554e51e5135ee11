// P6 in direct mode: a page with the engine loaded shows admin; another tab has just logged editor in.
class Storage { #m = new Map(); getItem = (k) => this.#m.get(k) ?? null; setItem = (k, v) => void this.#m.set(k, String(v)); removeItem = (k) => void this.#m.delete(k); }
const state = process.argv[2] ?? "interactive";
globalThis.location = new URL("https://app.example.com"); globalThis.document = { addEventListener() {}, removeEventListener() {}, readyState: state, visibilityState: "visible" }; globalThis.window = globalThis; globalThis.addEventListener = () => {}; globalThis.removeEventListener = () => {}; globalThis.localStorage = new Storage(); globalThis.sessionStorage = new Storage();
const { createClient } = await import("presskey");
const { startMock } = await import("../../tests/support/mock-wordpress.mjs");
const { credentials } = await import("../../tests/support/app.mjs");
const user = (v) => (v.user === undefined ? JSON.stringify(v).slice(0, 80) : `sent as ${v.user === null ? "NOBODY" : `user ${v.user}`}`);
for (const mode of ["free", "pro"]) for (const [what, act] of Object.entries({ "login of editor": async (t) => { await t.login(credentials("editor")); }, "logout": (t) => t.logout(), "logout, login": async (t) => { await t.logout(); await t.login(credentials("editor")); } })) for (const [how, call] of Object.entries({
  "json POST": (wp) => wp.json("/echo", { method: "POST", json: { t: 1 } }), "POST required": (wp) => wp.json("/echo", { method: "POST", json: { t: 1 }, auth: "required" }), "GET auto": (wp) => wp.json("/echo"), "batch": async (wp) => (await wp.batch([{ path: "/echo", method: "POST", body: {} }]))[0]?.body ?? {},
})) {
  const mock = await startMock({ mode });
  const opts = { site: mock.url, plugin: "jwt-authentication-for-wp-rest-api", storage: "local" };
  const first = createClient(opts);
  await first.login(credentials("admin"));
  const wp = createClient(opts);
  await wp.preload();
  // The moment between the other tab's login and its message.
  let out, shown;
  const key = `presskey:${mock.url}`;
  const before = localStorage.getItem(key);
  const p = act(first);
  while (localStorage.getItem(key) === before) await new Promise((r) => setImmediate(r));
  if (what === "logout, login") while (!localStorage.getItem(key)) await new Promise((r) => setImmediate(r));
  shown = `${wp.session.status} ${wp.session.user?.username ?? ""}`;
  out = await call(wp).then(user, (e) => `${e.code} sent:${e.sent}`);
  await p;
  console.log(`${mode} | ${what} elsewhere; page shows ${shown} | ${how} → ${out} | now ${wp.session.status} ${wp.session.user?.username ?? ""}`);
  first.close(); wp.close();
}
process.exit(0);
