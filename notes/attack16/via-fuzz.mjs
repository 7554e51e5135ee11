// Two tabs with `via` over one backend in one process, random orders of logins, logouts, calls and delays.
// P6: a write is made as the user whom the page showed when it was called, or not at all (nobody counts as a user);
// a list's requests are all of one user; what begins after a confirmed logout() is not sent with that session.
import { createTestSite } from "presskey/testing";
import { createVisitor, closeBrowser } from "../../tests/via/tabs.mjs";
import { setTimeout as pause } from "node:timers/promises";
let seed = Number(process.argv[2] ?? 1);
const rounds = Number(process.argv[3] ?? 20);
const random = () => { seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; return seed / 2 ** 32; };
const pick = (list) => list[Math.floor(random() * list.length)];
const users = createTestSite({ plugin: "simple-jwt-login" }).users;
const as = ({ username, password }) => ({ username, password });
let bad = 0; const seen = {};
for (let round = 0; round < rounds; round++) {
  const v = await createVisitor();
  const { site } = v;
  const log = [];
  const delays = random() < 0.8;
  const tabs = [];
  for (let i = 0; i < 2; i++) {
    const t = await v.tab(random() < 0.3 ? [as(pick(users)), as(pick(users)), as(pick(users))] : undefined);
    if (delays) { t.before = () => pause(random() * 12); t.late = () => pause(random() * 12); }
    tabs.push(t);
  }
  let n = 0; const work = []; const tags = new Map();
  for (let step = 0; step < 25; step++) {
    const t = pick(tabs); const { wp } = t; const who = wp.session.user?.username ?? (wp.session.status === "loading" ? "?" : "nobody");
    const what = pick(["login", "logout", "write", "write", "read", "list", "batch", "refresh", "expire", "wait", "wait", "validate", "upload"]);
    const done = (p, note) => work.push(p.then((r) => { seen[`${what} ok`] = (seen[`${what} ok`] ?? 0) + 1; return r; }, (e) => { if (!e?.code) console.log("odd", what, e); seen[`${what} ${e?.code}`] = (seen[`${what} ${e?.code}`] ?? 0) + 1; }));
    if (what === "login") done(wp.login(as(pick(users))));
    else if (what === "logout") done(wp.logout());
    else if (what === "write") { const tag = `w${n++}`; tags.set(tag, { who, what }); done(wp.fetch(`/wp/v2/posts?tag=${tag}`, { method: "POST", json: { title: tag } })); }
    else if (what === "read") done(wp.fetch("/wp/v2/posts"));
    else if (what === "list") { const tag = `l${n++}`; tags.set(tag, { who, what }); done((async () => { let c = 0; for await (const _ of wp.paginate(`/wp/v2/posts?tag=${tag}`, { perPage: 2 }).pages()) { await pause(random() * 8); if (++c > 3) break; } })()); }
    else if (what === "batch") { const tag = `b${n++}`; tags.set(tag, { who, what }); done(wp.batch(Array.from({ length: 30 }, (_, i) => ({ path: "/wp/v2/posts", body: { title: `${tag}-${i}` } })), { query: { tag } })); }
    else if (what === "upload") { const tag = `u${n++}`; tags.set(tag, { who, what }); done(wp.upload(new File(["x"], `${tag}.png`, { type: "image/png" }))); }
    else if (what === "refresh") done(wp.refresh());
    else if (what === "validate") done(wp.validate());
    else if (what === "expire") site.expireTokens();
    else await pause(random() * 25);
  }
  await Promise.all(work);
  const byTag = new Map();
  for (const r of site.requests) {
    const tag = /[?&]tag=(\w+)/.exec(r.url)?.[1]; if (!tag) continue;
    const u = r.user?.username ?? r.user ?? "nobody";
    byTag.set(tag, [...(byTag.get(tag) ?? []), `${r.method}:${u}`]);
  }
  for (const [tag, sent] of byTag) {
    const { who, what } = tags.get(tag);
    const us = new Set(sent.map((s) => s.split(":")[1]));
    if (what === "list") us.delete("nobody"); // known: via-list-ends.mjs, via-nobody.mjs
    const wrong = us.size > 1 || (who !== "?" && !(what === "list" && who === "nobody") && [...us].some((u) => u !== who && u !== "nobody")) ;
    if (wrong) { bad++; console.log(`round ${round}: ${what} called while "${who}" was shown:`, sent.join(" ")); }
  }
  // After everything: the tabs and the cookie agree.
  for (const t of tabs) { await t.wp.preload().catch(() => {}); }
  const c = (await v.backend.client(new Request(v.origin, { headers: { cookie: await v.cookie() } }))).session;
  for (const t of tabs) if ((t.wp.session.user?.username) !== c.user?.username) { bad++; console.log(`round ${round}: shows ${t.wp.session.user?.username}, cookie ${c.user?.username}`); }
  await v.close();
}
console.log("bad", bad, JSON.stringify(seen));
await closeBrowser();
