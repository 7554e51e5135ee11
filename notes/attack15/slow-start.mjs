// P4: logout() while the adapter is still being read, or hangs.
import { startMock } from "../../tests/support/mock-wordpress.mjs"; import { credentials } from "../../tests/support/app.mjs"; import { createClient } from "presskey"; import { setTimeout as sleep } from "node:timers/promises";
const site = await startMock({ mode: "pro" });
for (const [name, how] of Object.entries({ "get 1 s": { get: 1000 }, "get hangs": { get: 1e9 }, "remove 1 s": { remove: 1000 }, "remove hangs": { remove: 1e9 }, "remove fails once": { fail: 1 }, "remove and set fail": { fail: 2 }, "get fails": { getFails: true }, "set hangs, remove fails": { fail: 1, set: 1e9 } })) {
  const map = new Map(); let on = false;
  const storage = { get: async (k) => { if (on && how.getFails) throw new Error("x"); if (on && how.get) await sleep(how.get, null, { ref: false }); return map.get(k); }, set: async (k, v) => { if (on && k === "k" && how.set) await sleep(how.set, null, { ref: false }); if (on && how.fail > 1) throw new Error("x"); map.set(k, v); }, remove: async (k) => { if (on && how.fail) throw new Error("x"); if (on && how.remove) await sleep(how.remove, null, { ref: false }); map.delete(k); } };
  const first = createClient({ site: site.url, storage, storageKey: "k" }); await first.login(credentials("editor")); first.close(); on = true;
  const wp = createClient({ site: site.url, storage, storageKey: "k" });
  const t = performance.now(); const out = await Promise.race([wp.logout().then(() => "ok", (e) => e.code), sleep(8000, "still waiting after 8 s")]);
  const has = /token/.test(map.get("k") ?? ""); await sleep(100);
  console.log(name.padEnd(24), "logout", out, Math.round(performance.now() - t), "ms | token stored:", has, "|", wp.session.status);
  const used = createClient({ site: site.url, storage: { ...storage, get: async (k) => map.get(k) }, storageKey: "k" }); on = false; await used.ready().catch(() => {}); if (used.session.status !== "anonymous") { on = true; const t2 = performance.now(); const o2 = await Promise.race([used.logout().then(() => "ok", (e) => e.code), sleep(8000, "still waiting after 8 s")]); console.log("   of a client that has read it:", o2, Math.round(performance.now() - t2), "ms", /token/.test(map.get("k") ?? "")); }
}
await site.stop(); process.exit();
