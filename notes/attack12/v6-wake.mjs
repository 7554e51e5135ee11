// The same with the engine loaded: the machine slept, timers did not run, the page still shows admin.
import { createClient } from "presskey";
import { startMock } from "../../tests/support/mock-wordpress.mjs";
import { credentials } from "../../tests/support/app.mjs";
const user = (v) => (v.user === undefined ? JSON.stringify(v).slice(0, 80) : `sent as ${v.user === null ? "NOBODY" : `user ${v.user}`}`);
const { now } = Date;
for (const mode of ["free", "pro"]) for (const prompt of [false, true]) for (const [how, call] of Object.entries({
  "json POST": (wp) => wp.json("/echo", { method: "POST", json: { t: 1 } }), "POST required": (wp) => wp.json("/echo", { method: "POST", json: { t: 1 }, auth: "required" }), "GET required": (wp) => wp.json("/echo", { auth: "required" }),
})) {
  const mock = await startMock({ mode });
  mock.setOptions({ mode, lifetime: 600, answer: (r) => (/refresh/.test(r.route) ? { status: 403, body: { code: "jwt_auth_invalid_refresh_token", message: "no", data: { status: 403 } } } : undefined) });
  let asked = 0;
  const wp = createClient({ site: mock.url, plugin: "jwt-authentication-for-wp-rest-api", storage: "memory", ...(prompt && { onLoginRequired: async () => { asked++; return credentials("editor"); } }) });
  await wp.login(credentials("admin"));
  mock.setOptions({ clock_offset: 700 });
  Date.now = () => now() + 700_000;
  const shown = `${wp.session.status} ${wp.session.user?.username ?? ""}`;
  const out = await call(wp).then(user, (e) => `${e.code} sent:${e.sent}`);
  console.log(`${mode} ${prompt ? "with prompt" : "no prompt"} | page shows: ${shown} | ${how} → ${out} | asked ${asked}, now ${wp.session.status} ${wp.session.user?.username ?? ""}`);
  Date.now = now; wp.close();
}
process.exit(0);
