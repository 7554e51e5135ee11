// One site and two backends ("processes") in a thread without the page's globals.
import { parentPort, workerData } from "node:worker_threads";
import { createBackend, memoryStore } from "presskey/server";
import { createTestSite } from "presskey/testing";
const plugin = "simple-jwt-login", secret = "a secret of at least 32 characters";
const site = createTestSite({ plugin });
const store = workerData.store ? memoryStore() : undefined;
const make = () => { delete globalThis[Symbol.for("presskey/server 1")]; return createBackend({ site: site.site, plugin, secret, ...(store && { store }), fetch: async (i, n) => { await new Promise((d) => setTimeout(d, Math.random() * 6)); return site.answer(new Request(i, n)); } }); };
const backends = Array.from({ length: workerData.processes }, make);
parentPort.on("message", async ({ id, kind, url, init }) => {
  if (kind === "handle") {
    const b = backends[Math.floor(Math.random() * backends.length)];
    const r = await b.handle(new Request(url, init));
    parentPort.postMessage({ id, status: r.status, headers: [...r.headers], body: r.status === 204 ? null : await r.text() });
  } else if (kind === "expire") { site.expireTokens(); parentPort.postMessage({ id }); }
  else if (kind === "requests") parentPort.postMessage({ id, requests: site.requests.map((r) => ({ method: r.method, url: r.url, user: r.user?.username ?? r.user })) });
});
