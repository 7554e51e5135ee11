// The same in direct mode, for comparison.
import { createClient } from "presskey";
import { startMock } from "../../tests/support/mock-wordpress.mjs";
import { credentials } from "../../tests/support/app.mjs";
const mock = await startMock({ mode: "pro" });
const refused = new Set();
mock.setOptions({ answer: (r) => (refused.has(r.token) ? { status: 403, body: { code: "jwt_auth_invalid_token", message: "Expired", data: { status: 403 } } } : /refresh/.test(r.route) ? { status: 403, body: { code: "jwt_auth_invalid_refresh_token", message: "no", data: { status: 403 } } } : undefined) });
for (const [how, call] of Object.entries({ "json POST": (wp) => wp.json("/echo", { method: "POST", json: { t: 1 } }), "GET required": (wp) => wp.json("/echo", { auth: "required" }), "GET auto": (wp) => wp.json("/echo") })) {
  let asked = 0;
  const wp = createClient({ site: mock.url, plugin: "jwt-authentication-for-wp-rest-api", storage: "memory", onLoginRequired: async () => { asked++; return credentials("editor"); } });
  await wp.login(credentials("admin"));
  refused.add(wp.token());
  let out; try { out = JSON.stringify(await call(wp)); } catch (e) { out = `${e.code} ${e.sent}`; }
  console.log(`direct ${how}: asked ${asked}, shows ${wp.session.user?.username} → ${out}`);
  wp.close();
}
process.exit(0);
