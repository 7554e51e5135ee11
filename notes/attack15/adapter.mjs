// P4: logout() while the adapter's `set` of a login or a renewal is under way (as a slow network store).
import { startMock } from "../../tests/support/mock-wordpress.mjs";
import { credentials } from "../../tests/support/app.mjs";
import { createClient } from "presskey";
import { setTimeout as sleep } from "node:timers/promises";
const site = await startMock({ mode: "pro" });
for (const what of ["login", "refresh", "second-client"]) for (const ms of [500, 6000]) {
  const map = new Map(); let slow = 0; let begun; let isBegun = new Promise((r) => (begun = r));
  const storage = { get: async (k) => map.get(k), async set(k, v) { if (k === "k" && slow) { begun(); await sleep(slow); } map.set(k, v); }, remove: async (k) => void map.delete(k) };
  const wp = createClient({ site: site.url, storage, storageKey: "k" });
  let first; const t = performance.now();
  if (what === "login") { slow = ms; first = wp.login(credentials("editor")); }
  else { await wp.login(credentials("editor")); slow = ms; first = wp.refresh(); }
  await isBegun;
  const other = what === "second-client" ? createClient({ site: site.url, storage, storageKey: "k" }) : wp;
  if (other !== wp) await other.ready();
  const t0 = performance.now();
  const out = await other.logout().then(() => "ok", (e) => e.code);
  console.log(what, ms, "| logout:", out, Math.round(performance.now() - t0), "ms | stored when it resolved:", map.has("k"));
  const a = await Promise.race([first.then(() => "ok", (e) => e.code), sleep(ms + 2000, "pending")]);
  await sleep(300);
  console.log("   first:", a, wp.session.status, "| later: stored:", map.has("k"), map.get("k")?.includes("refreshToken"));
  const again = createClient({ site: site.url, storage, storageKey: "k" }); await again.ready(); console.log("   a new client:", again.session.status, await again.json("/wp/v2/users/me").then((v) => "me " + v.id, (e) => e.code));
}
await site.stop(); process.exit();
