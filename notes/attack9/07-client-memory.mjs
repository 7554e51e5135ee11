// What a client keeps in the heap after logout (site in another process).
import { spawn } from "node:child_process"; import v8 from "node:v8"; import { randomBytes } from "node:crypto";
import { createClient } from "/tmp/fresh/p/pkg/index.js";
const enc = (s) => [...s].map((c) => c.charCodeAt(0) ^ 5), dec = (a) => String.fromCharCode(...a.map((c) => c ^ 5));
const plugin = process.argv[2] ?? "jwt-authentication-for-wp-rest-api", edition = process.argv[3];
let pw = "Q" + randomBytes(9).toString("hex") + "z"; const hidden = { password: enc(pw) };
const child = spawn(process.execPath, ["wp-server.mjs", plugin, pw, "600", ...(edition ? [edition] : [])], { stdio: ["ignore", "pipe", "inherit"] });
const port = await new Promise((r) => child.stdout.once("data", (d) => r(Number(d)))); child.spawnargs.length = 0;
const snap = async () => { globalThis.gc?.(); await new Promise((r) => setTimeout(r, 500)); globalThis.gc?.(); let t = ""; for await (const c of v8.getHeapSnapshot()) t += c; return t; };
async function go(password) {
  const wp = createClient({ site: `http://127.0.0.1:${port}`, plugin, storage: "memory" });
  await wp.login({ username: "anna", password: "wrong" + password }).catch(() => {});
  await wp.login({ username: "anna", password });
  hidden.token = enc(wp.token().slice(-40));
  await wp.json("/wp/v2/users/me").catch(() => {}); await wp.refresh().catch(() => {}); if (wp.token()) hidden.token2 = enc(wp.token().slice(-40));
  await wp.json("/wp/v2/nowhere").catch(() => {}); await wp.validate();
  await wp.diagnose();
  await wp.supportBundle({ record: async (c) => { await c.json("/wp/v2/users/me").catch(() => {}); await c.login({ username: "anna", password }); hidden.token3 = enc(c.token().slice(-40)); } });
  await wp.logout();
  return wp;
}
const wp = await go(pw); pw = undefined;
await new Promise((r) => setTimeout(r, 1500));
const heap = await snap();
for (const [n, h] of Object.entries(hidden)) { const s = dec(h); const c = heap.split(s).length - 1; console.log(n, c); let at = -1; for (let i = 0; i < Math.min(c, 4); i++) { at = heap.indexOf(s, at + 1); console.log("   ", JSON.stringify(heap.slice(Math.max(0, at - 90), at + 70))); } }
child.kill(); void wp;
