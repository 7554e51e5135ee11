// With `via`: what a page that shows nobody has begun goes on with the session of who logs in.
// P6: "A page that shows nobody. ... With `via` they are sent without a session."
//     "All requests of batch(), upload() and paginate() belong to one user, reads and writes."
//     "It sends a write only as the user whom the page showed when you called the method."
import { createTestSite } from "presskey/testing";
import { createVisitor, closeBrowser } from "../../tests/via/tabs.mjs";
const [admin, editor] = createTestSite({ plugin: "simple-jwt-login" }).users;
const as = ({ username, password }) => ({ username, password });
const print = (site, from = 0) =>
  site.requests.slice(from).filter((r) => !/login|auth/.test(r.path ?? r.url)).map((r) =>
    `${r.method} ${r.path ?? r.url} ${r.user?.username ?? r.user ?? (r.authorization || r.headers?.authorization || r.headers?.get?.("authorization") ? "TOKEN" : "no token")}`);

async function run(name, work) {
  const v = await createVisitor();
  console.log(`== ${name}`);
  try { await work(v); } catch (e) { console.log("threw", e.code, e.message); }
  console.log(print(v.site).join("\n"));
  await v.close();
}

await run("paginate begun as nobody, login between two pages", async (v) => {
  const { wp } = await v.tab();
  await wp.ready();
  let n = 0;
  for await (const { items } of wp.paginate("/wp/v2/posts", { perPage: 2 }).pages()) {
    if (++n === 1) await wp.login(as(admin));
    if (n > 2) break;
  }
});

await run("batch begun as nobody while the login is on its way", async (v) => {
  const seen = await v.tab();
  const { wp } = seen;
  await wp.ready();
  const login = wp.login(as(admin));
  // Called while the page shows nobody; 2 batches of 25.
  console.log("shown when called:", wp.session.status);
  const call = wp.batch(Array.from({ length: 3 }, (_, i) => ({ path: "/wp/v2/posts", body: { title: `t${i}` } })));
  const [, r] = await Promise.allSettled([login, call]);
  console.log(r.status, r.reason?.code ?? r.value?.map((x) => x.status));
});

await run("two batches, login between them", async (v) => {
  const seen = await v.tab();
  const { wp } = seen;
  await wp.ready();
  let asked = 0;
  seen.late = async (path) => {
    // OPTIONS, the first 25, the rest.
    if (/batch/.test(path) && ++asked === 2) await wp.login(as(admin));
  };
  const call = wp.batch(Array.from({ length: 30 }, (_, i) => ({ path: "/wp/v2/posts", body: { title: `t${i}` } })));
  const [r] = await Promise.allSettled([call]);
  console.log(r.status, r.reason?.code, r.reason?.results?.length ?? r.value?.map((x) => x.status).join());
});
await run("another tab logs in while the content part loads", async (v) => {
  const one = await v.tab();
  const two = await v.tab();
  await one.wp.ready(); await two.wp.ready();
  // the login of the other tab completes and is heard while paginate waits for its second page
  let n = 0;
  for await (const { items } of one.wp.paginate("/wp/v2/posts", { perPage: 2 }).pages()) {
    if (++n === 1) { await two.wp.login(as(editor)); await new Promise((d) => setTimeout(d, 200)); console.log("shows", one.wp.session.user?.username); }
    if (n > 2) break;
  }
});
await closeBrowser();
