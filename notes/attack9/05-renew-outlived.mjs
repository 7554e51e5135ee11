// backend.renew() and cookie stores: a late renewal of user A's session removes, or replaces, the cookie of user B who has logged in since.
import { createBackend } from "/tmp/fresh/p/pkg/dist/server.js";
import { createTestSite } from "/tmp/fresh/p/pkg/testing.js";
const O = "https://app.example.com", B = O + "/api/presskey";
for (const how of ["renew", "store", "handle"]) {
  const site = createTestSite({ plugin: "jwt-auth-pro-wp-rest-api", tokenLifetime: 2, users: [{ username: "anna", password: "pw-anna-1" }, { username: "bert", password: "pw-bert-1" }] });
  let gate, slow = false, reached;
  const fetch = async (u, i) => { const url = String(u.url ?? u); if (slow && /refresh/.test(url)) { reached?.(); await gate; } return site.fetch(u, i); };
  const backend = createBackend({ site: site.site, plugin: "jwt-auth-pro-wp-rest-api", fetch, secret: "x".repeat(40) });
  const post = (path, body, cookie) => backend.handle(new Request(B + path, { method: "POST", headers: { origin: O, "content-type": "application/json", ...(cookie && { cookie }) }, body: JSON.stringify(body) }));
  const jar = new Map(); const take = (list) => { for (const l of list) { const [p] = l.split(";"); const at = p.indexOf("="); if (/Max-Age=0/.test(l)) jar.delete(p.slice(0, at)); else jar.set(p.slice(0, at), p.slice(at + 1)); } };
  const cookie = () => [...jar].map((p) => p.join("=")).join("; ");
  const r = await post("/login", { username: "anna", password: "pw-anna-1" });
  if (r.status !== 200) { console.log(await r.text()); break; }
  take(r.headers.getSetCookie());
  await new Promise((r) => setTimeout(r, 2500)); // anna's token has expired
  slow = true; let open; gate = new Promise((r) => { open = r; }); const begun = new Promise((r) => { reached = r; });
  const asked = cookie();
  let late;
  if (how === "renew") late = backend.renew(new Request(O + "/page", { headers: { cookie: asked } })).then(({ cookies }) => take(cookies));
  else if (how === "handle") late = backend.handle(new Request(B + "/rest/wp/v2/users/me", { headers: { cookie: asked } })).then((r) => take(r.headers.getSetCookie()));
  else {
    const start = new Map(jar); // the request's own cookies; what is set goes with its response
    const set = []; const cs = { get: (n) => start.get(n), set: (n, v, o) => { set.push(`${n}=${v}; ${o.maxAge === 0 ? "Max-Age=0" : ""}`); } };
    late = backend.client(cs).then((c) => c.json("/wp/v2/users/me").catch((e) => e.code)).then(() => take(set));
  }
  await Promise.race([begun, new Promise((r) => setTimeout(r, 1500))]);
  take((await post("/logout", {}, asked)).headers.getSetCookie());
  take((await post("/login", { username: "bert", password: "pw-bert-1" })).headers.getSetCookie());
  const who = async () => (await (await backend.handle(new Request(B + "/session", { headers: { cookie: cookie() } }))).json()).user?.username ?? "nobody";
  const before = await who();
  open(); await late;
  console.log(how.padEnd(7), "| bert logged in:", before, "| after anna's late renewal:", await who());
}
