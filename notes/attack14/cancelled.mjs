// P6 with `via`: (1) a login that the person cancels; (2) an unconfirmed logout in a page whose localStorage is full.
import { createStage, outcome } from "/work/wt/attack14/tests/via/stage.mjs";
import { credentials } from "/work/wt/attack14/tests/support/app.mjs";
const stage = await createStage({ mode: "pro" });
let visitor = await stage.visitor();
const me = () => wp.fetch("/wp/v2/users/me").then(async (r) => [r.status, (await r.json()).name ?? null]);
try {
  let tab = await visitor.open();
  await outcome(tab, (given) => wp.login(given), credentials("editor"));
  // WordPress takes 400 ms for a login; the person cancels after 100.
  stage.site.setOptions({ answer: async ({ route, method }) => { if (method === "POST" && /token/.test(route)) await new Promise((r) => setTimeout(r, 400)); } });
  console.log("cancelled:", JSON.stringify(await outcome(tab, async (given) => { const c = new AbortController(); setTimeout(() => c.abort(), 100); return wp.login(given, { signal: c.signal }); }, credentials("euro"))).slice(0, 120));
  await new Promise((r) => setTimeout(r, 1000));
  console.log("shown:", (await outcome(tab, () => wp.session.user?.username)).value, "| GET me:", JSON.stringify(await outcome(tab, me)));
  console.log("shown:", JSON.stringify((await outcome(tab, () => wp.session)).value).slice(0, 80));
  await tab.reload(); await tab.waitForFunction(() => globalThis.wp);
  console.log("after a reload:", (await outcome(tab, () => wp.ready())).value?.status, (await outcome(tab, () => wp.session.user?.username)).value);
  await visitor.close(); stage.reset();
  visitor = await stage.visitor();
  tab = await visitor.open("Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };");
  await outcome(tab, (given) => wp.login(given), credentials("editor"));
  stage.intercept((request, response) => { if (!request.url.includes("/logout")) return false; response.destroy(); return true; });
  console.log("logout, storage full:", JSON.stringify(await outcome(tab, () => wp.logout())), (await outcome(tab, () => wp.session)).value.status);
  stage.reset();
  await tab.reload(); await tab.waitForFunction(() => globalThis.wp);
  console.log("the next visit:", (await outcome(tab, () => wp.ready())).value?.status, JSON.stringify(await outcome(tab, me)));
} finally { await visitor.close(); await stage.stop(); }
