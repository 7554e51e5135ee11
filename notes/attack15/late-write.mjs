// "With a `store`, a logout ends it everywhere immediately, also if another process is renewing the session."
// Process A renews; its write to the store is held up (a broken connection, whose client queues commands) for longer than the mark `:writing` lasts (60 s).
import { startMock } from "../../tests/support/mock-wordpress.mjs";
import { credentials } from "../../tests/support/app.mjs";
import { createBackend, memoryStore } from "presskey/server";
import { setTimeout as sleep } from "node:timers/promises";
const wait = Number(process.argv[2] ?? 62) * 1000;
const site = await startMock({ mode: "pro" });
const shared = memoryStore(); let held = false; let saw; const writing = new Promise((r) => (saw = r));
const slow = { ...shared, async set(key, value, ttl) { if (held && !/:/.test(key)) { held = false; saw(); await sleep(wait + 1000); } return shared.set(key, value, ttl); } };
const process1 = globalThis[Symbol.for("presskey/server 1")];
const make = (store) => { delete globalThis[Symbol.for("presskey/server 1")]; return createBackend({ site: site.url, secret: "x".repeat(40), store }); };
const A = make(slow), B = make(shared), C = make(shared);
const origin = "https://app.example";
const req = (path, cookie, init = {}) => new Request(`${origin}/api/presskey${path}`, { ...init, headers: { cookie, origin, "sec-fetch-site": "same-origin", "content-type": "application/json" } });
const login = await A.handle(req("/login", "", { method: "POST", body: JSON.stringify(credentials("editor")) }));
const cookie = login.headers.getSetCookie().map((c) => c.split(";")[0]).join("; ");
held = true; const renewing = A.handle(req("/refresh", cookie, { method: "POST", body: "{}" })); await writing;
await sleep(wait);
const out = await B.handle(req("/logout", cookie, { method: "POST", body: "{}" }));
console.log("logout at B:", out.status, (await out.json()).status);
console.log("C with a copy of the cookie, right after:", (await (await C.handle(req("/session", cookie))).json()).status);
await sleep(3000);
console.log("A's renewal:", (await renewing).status);
console.log("C later:", JSON.stringify((await (await C.handle(req("/session", cookie))).json())).slice(0, 90));
console.log("C calls:", (await C.handle(req("/rest/wp/v2/users/me", cookie))).status);
await site.stop(); process.exit();
