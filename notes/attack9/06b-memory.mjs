// After a logout: is the token still in the heap? (backend: cache of opened cookies in pkg/server/seal.js; client)
import v8 from "node:v8";
import { createBackend } from "/tmp/fresh/p/pkg/dist/server.js";
import { createClient } from "/tmp/fresh/p/pkg/index.js";
import { createTestSite } from "/tmp/fresh/p/pkg/testing.js";
const snap = async () => { globalThis.gc?.(); await new Promise((r) => setTimeout(r, 300)); globalThis.gc?.(); let t = ""; for await (const c of v8.getHeapSnapshot()) t += c; return t; };
const O = "https://app.example.com", B = O + "/api/presskey";
let seenB, seenR;
async function runBackend(useStore) {
  const site = createTestSite({ plugin: "jwt-auth-pro-wp-rest-api", users: [{ username: "anna", password: "pw-anna-1" }] });
  const fetch = async (u, i) => { const r = await site.fetch(u, i); const t = await r.clone().text(); const m = /eyJ[\w-]+\.([\w-]+)\.([\w-]+)/.exec(t); if (m && !seenB) seenB = Buffer.from(m[2]).toString("hex"); return r; };
  const backend = createBackend({ site: site.site, plugin: "jwt-auth-pro-wp-rest-api", fetch, secret: "x".repeat(40), ...(useStore && { store: useStore }) });
  const call = (method, path, body, cookie) => backend.handle(new Request(B + path, { method, headers: { origin: O, "content-type": "application/json", ...(cookie && { cookie }) }, body: body && JSON.stringify(body) }));
  const r = await call("POST", "/login", { username: "anna", password: "pw-anna-1" });
  const cookie = r.headers.getSetCookie()[0].split(";")[0];
  await (await call("GET", "/rest/wp/v2/users/me", undefined, cookie)).text();
  await (await call("POST", "/logout", {}, cookie)).text();
  const o = await call("POST", "/login", { username: "anna", password: "pw-anna-1" }); globalThis.other = o.headers.getSetCookie()[0].split(";")[0]; site.reset(); site.requests.length = 0;
  return backend;
}
const backend = await runBackend();
await new Promise((r) => setTimeout(r, Number(process.argv[2] ?? 500)));
const heap = await snap();
const sig = Buffer.from(seenB, "hex").toString();
console.log("backend: signature of the token in the heap after logout:", heap.split(sig).length - 1 - (heap.includes(seenB) ? 0 : 0));
const at = heap.indexOf(sig); if (at > 0) console.log(JSON.stringify(heap.slice(Math.max(0, at - 150), at + 60)));

const r2 = await backend.handle(new Request(B + "/session", { headers: { cookie: globalThis.other } }));
await r2.text();
const heap2 = await snap(); console.log("after one more cookie was opened (evicts entries over 30 s):", heap2.split(sig).length - 1);
