// P4: "When `logout()` resolves … other processes of a backend after 30 seconds at most." Where setTimeout gives a number (Deno, Cloudflare, Vercel's edge), nothing cleans up.
// node --expose-gc deno-timers.mjs node|deno
import v8 from "node:v8"; import { readFileSync, rmSync } from "node:fs"; import { setTimeout as sleep } from "node:timers/promises";
import { startWp, PLUGIN } from "./wp.mjs";
if (process.argv[2] === "deno") { const real = globalThis.setTimeout; globalThis.setTimeout = (f, ms, ...a) => { const t = real(f, ms, ...a); return /pkg\/dist/.test(new Error().stack.split("\n")[2]) ? Number(t) : t; }; } // only for presskey: undici of Node needs its own
const { createBackend } = await import("presskey/server");
const site = await startWp();
const SHARED = Symbol.for("presskey/server 1");
const make = () => { delete globalThis[SHARED]; return createBackend({ site: site.url, plugin: PLUGIN, secret: "x".repeat(40) }); };
const A = make(), B = make(); // two processes: each has what it knows to itself
const req = (p, cookie, init) => new Request("https://app.example/api/presskey" + p, { ...init, headers: { origin: "https://app.example", "content-type": "application/json", "sec-fetch-site": "same-origin", cookie } });
let token;
{ const r = await A.handle(req("/login", "", { method: "POST", body: '{"username":"anna","password":"pass-word-1"}' })); await r.text();
  const cookie = r.headers.getSetCookie().map((x) => x.split(";")[0]).join("; ");
  await (await B.handle(req("/rest/wp/v2/users/me", cookie))).text();
  await (await A.handle(req("/logout", cookie, { method: "POST", body: "{}" }))).text(); }
await sleep(100); site.log.length = 0;
const look = (when) => { for (let i = 0; i < 4; i++) globalThis.gc(); const f = `/tmp/a15-timers-${process.argv[2]}.heapsnapshot`; v8.writeHeapSnapshot(f); const t = readFileSync(f, "latin1"); rmSync(f); const n = t.split('\\"token\\":\\"eyJ').length - 1; console.log(when, "| records with a token in the heap:", n); };
look("right after the logout"); await sleep(33_000); look("33 s after the logout"); await sleep(30_000); look("63 s after the logout");
// The backends must stay reachable.
console.log(typeof A.handle, typeof B.handle); site.stop(); process.exit();
