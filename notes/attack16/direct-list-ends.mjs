// As via-list-ends.mjs, without a backend.
import { createClient } from "presskey";
import { createTestSite } from "presskey/testing";
const plugin = "simple-jwt-login";
const site = createTestSite({ plugin });
const [a, b] = site.users;
const as = ({ username, password }) => ({ username, password });
for (const [name, before, act] of [
  ["logout", true, (wp) => wp.logout()],
  ["another login", true, (wp) => wp.login(as(b))],
  ["token refused, no renewal", true, () => site.expireTokens()],
  ["begun as nobody, then a login", false, (wp) => wp.login(as(a))],
]) {
  site.reset();
  const wp = createClient({ site: site.site, plugin, refresh: name.startsWith("token") ? "manual" : "auto", fetch: (i, n) => site.answer(new Request(i, n)) });
  if (before) await wp.login(as(a)); else await wp.ready();
  const from = site.requests.length;
  let n = 0, result = "went on to the end";
  try { for await (const _ of wp.paginate("/wp/v2/posts", { perPage: 2 }).pages()) { if (++n === 1) await act(wp); if (n === 3) break; } } catch (e) { result = e.code; }
  console.log(`${name}:`, result, "|", site.requests.slice(from).filter((r) => /posts/.test(r.url)).map((r) => `page ${/[?&]page=(\d)/.exec(r.url)[1]} as ${r.user?.username ?? r.user ?? "nobody"}`).join(", "));
  wp.close();
}
// A batch begun as nobody; the login comes between two of its requests.
{
  site.reset();
  let asked = 0, wp;
  wp = createClient({ site: site.site, plugin, fetch: async (i, n) => { const r = await site.answer(new Request(i, n)); if (/batch/.test(String(i.url ?? i)) && ++asked === 2) await wp.login(as(a)); return r; } });
  await wp.ready();
  const result = await wp.batch(Array.from({ length: 30 }, (_, i) => ({ path: "/wp/v2/posts", body: { title: `t${i}` } }))).then((r) => r.map((x) => x.status).join(), (e) => e.code);
  console.log("batch begun as nobody:", result, "|", site.requests.filter((r) => /batch/.test(r.url)).map((r) => `${r.method} as ${r.user?.username ?? r.user ?? "nobody"}`).join(", "));
  wp.close();
}
