// login(B, { signal }) that is aborted while the session is being stored: login() rejects, and B is logged in nevertheless.
import { createClient } from "/tmp/fresh/p/pkg/index.js";
import { createTestSite } from "/tmp/fresh/p/pkg/testing.js";
const site = createTestSite({ plugin: "jwt-auth-pro-wp-rest-api", users: [{ username: "anna", password: "pw-anna-1" }, { username: "bert", password: "pw-bert-1" }] });
const map = new Map(); let slow = 0, inSet;
const storage = { get: async (k) => map.get(k) ?? null, set: async (k, v) => { if (slow && !k.endsWith(":site")) { inSet?.(); await new Promise((r) => setTimeout(r, slow)); } map.set(k, v); }, remove: async (k) => { map.delete(k); } };
const wp = createClient({ site: site.site, plugin: "jwt-auth-pro-wp-rest-api", fetch: site.fetch, storage });
await wp.login({ username: "anna", password: "pw-anna-1" });
console.log("before:", wp.session.user.username);
slow = 300; const c = new AbortController(); const reached = new Promise((r) => { inSet = r; });
const attempt = wp.login({ username: "bert", password: "pw-bert-1" }, { signal: c.signal }).then(() => "resolved", (e) => "rejected: " + e.name);
await reached; c.abort();
console.log("login(bert):", await attempt, "| session now:", wp.session.user?.username);
const pendingCall = wp.json("/wp/v2/users/me").then((u) => u.slug ?? u.name, (e) => e.code);
await new Promise((r) => setTimeout(r, 600));
console.log("0.6 s later:", wp.session.user?.username, "| stored:", JSON.parse([...map].find(([k]) => !k.endsWith(":site"))[1]).user.username, "| call begun in between was answered as:", await pendingCall);
