// Two clients over one adapter (async, without subscribe): B logs in in one, A's calls in the other need a decision.
import { createClient } from "presskey";
import { startMock } from "../../tests/support/mock-wordpress.mjs";
import { credentials } from "../../tests/support/app.mjs";
const user = (v) => (v?.user === undefined ? JSON.stringify(v)?.slice(0, 80) : `sent as ${v.user === null ? "NOBODY" : `user ${v.user}`}`);
const wait = (ms) => new Promise((r) => setTimeout(r, ms));
for (const mode of ["free", "pro"]) for (const why of ["plain", "refused", "expired"]) for (const [how, call] of Object.entries({
  "json POST": (wp) => wp.json("/echo", { method: "POST", json: { t: 1 } }), "POST required": (wp) => wp.json("/echo", { method: "POST", json: { t: 1 }, auth: "required" }), "GET auto": (wp) => wp.json("/echo"), refresh: async (wp) => (await wp.refresh()).user?.username, getToken: async (wp) => { const t = await wp.getToken(); return t && { user: JSON.parse(Buffer.from(t.split(".")[1], "base64url")).data.user.id }; }, validate: (wp) => wp.validate(),
})) {
  const mock = await startMock({ mode });
  const refused = new Set();
  mock.setOptions({ mode, answer: (r) => (refused.has(r.token) ? { status: 403, body: { code: "jwt_auth_invalid_token", message: "Expired", data: { status: 403 } } } : undefined) });
  const m = new Map();
  const storage = { get: async (k) => (await wait(5), m.get(k) ?? null), set: async (k, v) => { await wait(5); m.set(k, v); }, remove: async (k) => { await wait(5); m.delete(k); } };
  const opts = { site: mock.url, plugin: "jwt-authentication-for-wp-rest-api", storage };
  if (why === "expired") mock.setOptions({ lifetime: 3 });
  const wp = createClient(opts);
  await wp.login(credentials("admin"));
  const old = wp.token();
  mock.setOptions({ lifetime: 3600 });
  const other = createClient(opts);
  await other.login(credentials("editor"));
  if (why === "refused") refused.add(old);
  if (why === "expired") await wait(2600);
  const shown = wp.session.user?.username ?? wp.session.status;
  const out = await call(wp).then(user, (e) => `${e.code} sent:${e.sent}`);
  const bad = shown === "admin" && /user 2|NOBODY|editor/.test(out);
  console.log(bad ? "??" : "  ", mode, why, "| shows", shown, "|", how, "→", out, "| now", wp.session.user?.username ?? wp.session.status);
  wp.close(); other.close();
}
process.exit(0);
