// P4: "When `logout()` resolves, ... other processes of a backend after 30 seconds at most."
// A decrypted session stays in a process for up to 60 seconds if another visitor comes before the 30 are over.
import { createBackend } from "presskey/server";
import { createTestSite } from "presskey/testing";
import { getHeapSnapshot } from "node:v8";
import { setTimeout as pause } from "node:timers/promises";
const plugin = "jwt-authentication-for-wp-rest-api", secret = "a secret of at least 32 characters";
const site = createTestSite({ plugin });
const make = () => { delete globalThis[Symbol.for("presskey/server 1")]; return createBackend({ site: site.site, plugin, secret, fetch: (i, n) => site.answer(new Request(i, n)) }); };
const cookieOf = (client) => client.headers().getSetCookie().map((l) => l.split(";")[0]).join("; ");
const request = (cookie = "") => new Request("https://app.example.com/", { headers: { cookie } });
const other = make();
const cookies = [];
for (const { username, password } of site.users.slice(0, 2)) {
  const client = await other.client(request());
  await client.login({ username, password });
  cookies.push(cookieOf(client));
}
const backend = make(); // the process that is looked at
const known = globalThis[Symbol.for("presskey/server 1")];
const tokens = () => { const found = []; known.opened.deleteWhere((value) => { const t = JSON.parse(value.payload.text); found.push(t.user?.username ?? t.username ?? t.token?.slice(-10)); return false; }); return found; };
const t0 = Date.now();
const at = () => `${((Date.now() - t0) / 1000).toFixed(1)} s:`;
{ await backend.client(request(cookies[0])); }
console.log(at(), "anna's page was rendered here; she logs out in another process now. In memory:", tokens());
{ const c = await other.client(request(cookies[0])); await c.logout(); }
await pause(29_000);
{ await backend.client(request(cookies[1])); }
console.log(at(), "another visitor's page. In memory:", tokens());
for (const s of [35_000, 45_000, 55_000, 62_000]) { await pause(s - (Date.now() - t0)); console.log(at(), "in memory:", tokens()); }
