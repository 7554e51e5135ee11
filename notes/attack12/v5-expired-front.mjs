// P6 in direct mode: a returning visitor's page, before the engine is loaded; the token expires meanwhile, and the page
// still shows admin. A write; and a `required` call with a login prompt where editor logs in.
class Storage { #m = new Map(); getItem = (k) => this.#m.get(k) ?? null; setItem = (k, v) => void this.#m.set(k, String(v)); removeItem = (k) => void this.#m.delete(k); }
// The page has not finished loading (an image that hangs): readyState is "interactive", no load event comes.
globalThis.location = new URL("https://app.example.com"); globalThis.document = { addEventListener() {}, removeEventListener() {}, readyState: "interactive", visibilityState: "visible" }; globalThis.window = globalThis; globalThis.addEventListener = () => {}; globalThis.removeEventListener = () => {}; globalThis.localStorage = new Storage(); globalThis.sessionStorage = new Storage();
const { createClient } = await import("presskey");
const { startMock } = await import("../../tests/support/mock-wordpress.mjs");
const { credentials } = await import("../../tests/support/app.mjs");
const wait = (ms) => new Promise((r) => setTimeout(r, ms));
const user = (v) => (v.user === undefined ? JSON.stringify(v).slice(0, 80) : `sent as ${v.user === null ? "NOBODY" : `user ${v.user}`}`);
for (const mode of ["free", "pro"]) for (const prompt of [false, true]) for (const [how, call] of Object.entries({
  "json POST": (wp) => wp.json("/echo", { method: "POST", json: { t: 1 } }), "fetch POST": async (wp) => (await wp.fetch("/echo", { method: "POST", json: { t: 1 } })).json(),
  "POST required": (wp) => wp.json("/echo", { method: "POST", json: { t: 1 }, auth: "required" }), "GET required": (wp) => wp.json("/echo", { auth: "required" }), "GET auto": (wp) => wp.json("/echo"),
})) {
  const mock = await startMock({ mode });
  mock.setOptions({ mode, lifetime: 2, answer: (r) => (/refresh/.test(r.route) ? { status: 403, body: { code: "jwt_auth_invalid_refresh_token", message: "no", data: { status: 403 } } } : undefined) });
  const opts = { site: mock.url, plugin: "jwt-authentication-for-wp-rest-api", storage: "local" };
  const first = createClient(opts);
  await first.login(credentials("admin"));
  first.close();
  let asked = 0;
  const wp = createClient({ ...opts, ...(prompt && { onLoginRequired: async () => { asked++; mock.setOptions({ lifetime: 3600 }); return credentials("editor"); } }) });
  await wait(2200);
  const shown = `${wp.session.status} ${wp.session.user?.username ?? ""}`;
  const out = await call(wp).then(user, (e) => `${e.code} sent:${e.sent}`);
  console.log(`${mode} ${prompt ? "with prompt" : "no prompt"} | page shows: ${shown} | ${how} → ${out} | asked ${asked}, now ${wp.session.status} ${wp.session.user?.username ?? ""}`);
  await wp.logout().catch(() => {}); wp.close();
}
process.exit(0);
