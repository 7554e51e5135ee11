// ServerClient.login(…, { signal }) aborted while a slow store keeps the session: rejects, and headers() logs the visitor in.
import { createBackend, memoryStore } from "/tmp/fresh/p/pkg/dist/server.js";
import { createTestSite } from "/tmp/fresh/p/pkg/testing.js";
const site = createTestSite({ users: [{ username: "bert", password: "pw-bert-1" }] });
const m = memoryStore(); let reached; const at = new Promise((r) => { reached = r; });
const store = { ...m, set: async (...a) => { reached(); await new Promise((r) => setTimeout(r, 300)); return m.set(...a); } };
const backend = createBackend({ site: site.site, fetch: site.fetch, secret: "x".repeat(40), store });
const wp = await backend.client(new Request("https://a.example/"));
const c = new AbortController();
const p = wp.login({ username: "bert", password: "pw-bert-1" }, { signal: c.signal }).then(() => "resolved", (e) => "rejected " + e.name);
await at; c.abort();
console.log(await p, "| session:", wp.session.status, "| cookies at once:", wp.headers().getSetCookie().length);
await new Promise((r) => setTimeout(r, 600));
const set = wp.headers().getSetCookie(); console.log("0.6 s later:", set.length, "cookie(s)");
if (set.length) { const r = await backend.handle(new Request("https://a.example/api/presskey/session", { headers: { cookie: set[0].split(";")[0] } })); console.log("whose session:", (await r.json()).user?.username); }
