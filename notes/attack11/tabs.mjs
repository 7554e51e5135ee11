globalThis.location = new URL("https://app.example.com/");
globalThis.document = { addEventListener() {}, removeEventListener() {}, title: "x", readyState: "complete" };
globalThis.window = globalThis;
class S { m = new Map(); getItem = (k) => this.m.get(k) ?? null; setItem = (k, v) => void this.m.set(k, String(v)); removeItem = (k) => void this.m.delete(k); }
globalThis.localStorage = new S(); globalThis.sessionStorage = new S();
const { createClient } = await import("presskey");
const { createTestSite } = await import("presskey/testing");
for (const [plugin, edition] of [["jwt-authentication-for-wp-rest-api", "pro"], ["simple-jwt-login"], ["jwt-auth"]]) {
  localStorage.m.clear();
  const test = createTestSite({ plugin, edition });
  const seen = []; const fetch = async (i, n) => { const h = new Headers(n?.headers); seen.push([n?.method ?? "GET", String(i.url ?? i).replace(test.site, ""), h.get("authorization")?.slice(-6), n?.body]); return test.fetch(i, n); };
  const mk = () => createClient({ site: test.site, plugin, storage: "local", fetch });
  const a = mk(), b = mk(); const [u, v] = test.users;
  await a.ready(); await b.ready();
  await a.login({ username: u.username, password: u.password });
  await new Promise((r) => setTimeout(r, 50));
  console.log(plugin, a.session.user?.username, b.session.user?.username);
  const tA = a.token();
  await b.login({ username: v.username, password: v.password });
  const tB = b.token();
  // a has heard nothing yet
  const shown = a.session.user?.username;
  seen.length = 0;
  const p = a.logout({ everywhere: true });
  await p; await new Promise((r) => setTimeout(r, 100));
  console.log("  tab A showed", shown, "| after its logout: A", a.session.status, "B", b.session.status, b.session.user?.username, "stored", [...localStorage.m.keys()].filter(k=>!/device|logout/.test(k)).length, seen.map((x) => x[0] + x[1] + " " + (x[2] === tA?.slice(-6) ? "A" : x[2] === tB?.slice(-6) ? "B" : "-")));
  console.log("  B validates", await b.validate().catch((e) => e.code), "B me", (await b.fetch("/wp/v2/users/me")).status);
  // validate/refresh of a stale tab
  await b.login({ username: v.username, password: v.password }); await new Promise((r) => setTimeout(r, 50));
  await b.login({ username: u.username, password: u.password });
  const t2 = a.session.user?.username; seen.length = 0;
  const [x, y] = await Promise.all([a.refresh().catch((e) => e.code), a.json("/wp/v2/users/me", { query: { context: "edit" } }).then((r) => r.username ?? r.slug, (e) => e.code)]);
  console.log("  stale tab showed", t2, "refresh", x.user?.username ?? x, "me", y);
  a.close(); b.close();
}
process.exit();
