// Two tabs without `via` that share a storage, random orders. P6 as in via-fuzz.mjs; and after a logout() that resolved,
// nothing that begins then is sent with that user's session, in either tab, before the user logs in once more.
globalThis.location = new URL("https://app.example.com/");
globalThis.document = { addEventListener() {}, removeEventListener() {}, readyState: "complete", visibilityState: "visible" };
globalThis.window = globalThis; globalThis.addEventListener ??= () => {}; globalThis.removeEventListener ??= () => {};
class S { constructor() { this.m = new Map(); } getItem(k) { return this.m.get(k) ?? null; } setItem(k, v) { this.m.set(k, String(v)); } removeItem(k) { this.m.delete(k); } }
const { createClient } = await import(new URL("../../pkg/dist/client.js", import.meta.url));
const { createTestSite } = await import("presskey/testing");
import { setTimeout as pause } from "node:timers/promises";
let seed = Number(process.argv[2] ?? 1); const rounds = Number(process.argv[3] ?? 10); const kind = process.argv[4] ?? "local"; const plugin = process.argv[5] ?? "simple-jwt-login";
const random = () => { seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; return seed / 2 ** 32; };
const pick = (l) => l[Math.floor(random() * l.length)];
const as = ({ username, password }) => ({ username, password });
let bad = 0; const seen = {};
for (let round = 0; round < rounds; round++) {
  globalThis.localStorage = new S(); globalThis.sessionStorage = new S();
  const site = createTestSite({ plugin, ...(plugin.startsWith("jwt-auth") && { edition: "pro" }) });
  const users = site.users;
  const kept = new Map();
  const adapter = { async get(k) { await pause(random() * 6); return kept.get(k) ?? null; }, async set(k, t) { await pause(random() * 6); kept.set(k, t); }, async remove(k) { await pause(random() * 6); kept.delete(k); } };
  const make = () => createClient({ site: site.site, plugin, storage: kind === "adapter" ? adapter : kind, async fetch(i, n) { const r = new Request(i, n); await pause(random() * 10); const a = await site.answer(r); await pause(random() * 10); return a; } });
  const tabs = [make(), make()];
  let n = 0; const work = []; const tags = new Map(); const ended = new Set();
  const pendingLogins = { has: () => loggingIn > 0 }; let loggingIn = 0;
  for (let step = 0; step < 30; step++) {
    const at = Math.floor(random() * 2); let wp = tabs[at];
    const who = wp.session.user?.username ?? (wp.session.status === "loading" ? "?" : "nobody");
    const what = pick(["login", "login", "logout", "write", "write", "read", "read", "list", "batch", "refresh", "expire", "wait", "wait", "wait", "reload", "token"]);
    const done = (p) => work.push(p.then((r) => { seen[`${what} ok`] = (seen[`${what} ok`] ?? 0) + 1; return r; }, (e) => { if (!e?.code) console.log("odd", what, e); seen[`${what} ${e?.code}`] = (seen[`${what} ${e?.code}`] ?? 0) + 1; }));
    const tag = `t${n++}`; const mark = () => tags.set(tag, { who, what, at, ended: [...ended], step });
    if (what === "login") { const u = pick(users); ended.delete(u.username); loggingIn++; done(wp.login(as(u)).finally(() => { loggingIn--; ended.delete(u.username); })); }
    else if (what === "logout") { const u = who; let dirty = false; const before = n; done(wp.logout().then(() => { if (u !== "?" && u !== "nobody" && !pendingLogins.has(u)) ended.add(u); })); }
    else if (what === "write") { mark(); done(wp.fetch(`/wp/v2/posts?tag=${tag}`, { method: "POST", json: { title: tag } })); }
    else if (what === "read") { mark(); done(wp.fetch(`/wp/v2/posts?tag=${tag}`)); }
    else if (what === "list") { mark(); done((async () => { let c = 0; for await (const _ of wp.paginate(`/wp/v2/posts?tag=${tag}`, { perPage: 2 }).pages()) { await pause(random() * 8); if (++c > 3) break; } })()); }
    else if (what === "batch") { mark(); done(wp.batch(Array.from({ length: 30 }, (_, i) => ({ path: "/wp/v2/posts", body: { title: `${tag}-${i}` } })), { query: { tag } })); }
    else if (what === "refresh") done(wp.refresh());
    else if (what === "token") { const expected = who; done(wp.getToken().then((t) => { const u = t && JSON.parse(atob(t.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"))); seen.tokens = (seen.tokens ?? 0) + Number(Boolean(t)); const name = u && users.find((x) => JSON.stringify(u).includes(`"${x.username}"`) || JSON.stringify(u).includes(x.email))?.username; if (name && expected !== "?" && expected !== "nobody" && name !== expected) { bad++; console.log(`round ${round}: getToken() gave ${name}'s to ${expected}`); } })); }
    else if (what === "expire") site.expireTokens();
    else if (what === "reload") { wp.close(); tabs[at] = make(); }
    else await pause(random() * Number(process.argv[6] ?? 30));
  }
  await Promise.all(work);
  const byTag = new Map();
  for (const r of site.requests) { const tag = /[?&]tag=(\w+)/.exec(r.url)?.[1]; if (tag) byTag.set(tag, [...(byTag.get(tag) ?? []), `${r.method}:${r.user?.username ?? r.user ?? "nobody"}`]); }
  for (const [tag, sent] of byTag) {
    const { who, what, ended: gone, step } = tags.get(tag);
    const us = new Set(sent.map((s) => s.split(":")[1])); us.delete("nobody");
    const isWrite = what === "write" || what === "batch";
    const wrong = us.size > 1 || (isWrite && who !== "?" && who !== "nobody" && [...us].some((u) => u !== who)) || (who !== "nobody" && [...us].some((u) => gone.includes(u)));
    if (wrong) { bad++; console.log(`round ${round} step ${step}: ${what} while "${who}" was shown:`, sent.join(" "), "logged out:", gone.join()); }
  }
  for (const wp of tabs) wp.close();
}
console.log("bad", bad, JSON.stringify(seen));
process.exit();
