// P4/P6: logout() resolves although the adapter is still about to store the session of a login or a renewal; the app is closed then.
// The adapter is a service with a latency (here the main thread), the app a worker thread that ends as soon as logout() has resolved.
import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";
import { setTimeout as sleep } from "node:timers/promises";
const ms = 400;
if (isMainThread) {
  const { startMock } = await import("../../tests/support/mock-wordpress.mjs");
  const site = await startMock({ mode: "pro" });
  for (const what of ["login", "renewal", "nothing pending"]) {
    const map = new Map();
    const app = (job) => new Promise((resolve) => {
      const w = new Worker(new URL(import.meta.url), { workerData: { url: site.url, job } });
      w.on("message", async ({ id, op, key, value, done }) => {
        if (done) { console.log("  app:", done); return; }
        if (op === "set") { await sleep(ms); map.set(key, value); } // a slow write
        if (op === "remove") map.delete(key);
        w.postMessage({ id, value: map.get(key) });
      });
      w.on("exit", resolve);
    });
    console.log(what); await app(what); await sleep(ms + 200);
    console.log("  after the app has ended, stored:", [...map.keys()].join(" "));
    await app("visit");
  }
  await site.stop(); process.exit();
} else {
  const { createClient } = await import("presskey"); const { credentials } = await import("../../tests/support/app.mjs");
  let n = 0; const waiting = new Map(); let saw; const saving = new Promise((r) => (saw = r));
  parentPort.on("message", ({ id, value }) => waiting.get(id)(value));
  let watch = false;
  const call = (op) => (key, value) => new Promise((r) => { waiting.set(++n, r); parentPort.postMessage({ id: n, op, key, value }); if (watch && op === "set" && key === "k") saw(); });
  const storage = { get: call("get"), set: call("set"), remove: call("remove") };
  const wp = createClient({ site: workerData.url, storage, storageKey: "k" });
  if (workerData.job === "visit") { await wp.ready(); parentPort.postMessage({ done: `next start: ${wp.session.status}, me: ${await wp.json("/wp/v2/users/me").then((v) => v.id, (e) => e.code)}` }); }
  else {
    if (workerData.job === "login") { watch = true; wp.login(credentials("editor")).catch(() => {}); await saving; }
    else { await wp.login(credentials("editor")); watch = true; if (workerData.job === "renewal") { wp.refresh().catch(() => {}); await saving; } }
    await wp.logout(); parentPort.postMessage({ done: `logout() resolved, ${wp.session.status}` });
  }
  process.exit();
}
