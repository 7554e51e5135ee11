// As killed.mjs, in a page (Chromium): the adapter's writes go to a service, the page is reloaded when logout() has resolved.
import { createStage } from "../../tests/via/stage.mjs";
import { credentials } from "../../tests/support/app.mjs";
import { setTimeout as sleep } from "node:timers/promises";
const stage = await createStage({ mode: "pro" });
for (const ms of [500, 6000]) for (const what of ["login", "renewal"]) {
  const visitor = await stage.visitor();
  const map = new Map(); let slow = 0; let saw; let saving = new Promise((r) => (saw = r));
  await visitor.context.exposeFunction("kv", async (op, key, value) => { if (op === "set") { if (key === "k" && slow) { saw(); await sleep(slow); } map.set(key, value); } if (op === "remove") map.delete(key); return map.get(key); });
  const tab = await visitor.open();
  const make = () => tab.evaluate((site) => { wp.close(); globalThis.wp = create({ via: undefined, site, storageKey: "k", storage: { get: (k) => kv("get", k), set: (k, v) => kv("set", k, v), remove: (k) => kv("remove", k) } }); return wp.ready().then((s) => s.status); }, stage.site.url);
  await make();
  if (what === "login") { slow = ms; await tab.evaluate((c) => void wp.login(c).catch(() => {}), credentials("editor")); }
  else { await tab.evaluate((c) => wp.login(c).then(() => 1), credentials("editor")); slow = ms; await tab.evaluate(() => void wp.refresh().catch(() => {})); }
  await saving; const t = performance.now();
  const out = await tab.evaluate(() => wp.logout().then(() => "ok", (e) => e.code)); const took = Math.round(performance.now() - t);
  const then = map.has("k");
  await tab.reload(); await tab.waitForFunction(() => globalThis.wp); await sleep(ms + 300);
  const later = map.has("k"); const tokens = /"token"/.test(map.get("k") ?? "");
  const status = await make(); const me = await tab.evaluate(() => wp.json("/wp/v2/users/me").then((v) => "me " + v.id, (e) => e.code));
  console.log(what, `set takes ${ms} ms | logout ${out} after ${took} ms, stored then: ${then} | stored later: ${later}, with token: ${tokens} | next visit: ${status}, ${me}`);
  await visitor.close();
}
await stage.stop(); process.exit();
