// P6: anna's session is her tab's (sessionStorage), berta's is in localStorage (`remember: true`). Anna logs out.
import { createStage, outcome } from "/work/wt/attack14/tests/via/stage.mjs";
import { credentials } from "/work/wt/attack14/tests/support/app.mjs";
const stage = await createStage({ mode: process.argv[2] ?? "pro" });
const SITE = stage.site.url;
const make = (tab) => tab.evaluate((site) => { wp.close(); globalThis.wp = create({ via: undefined, site, storage: "session" }); }, SITE);
const key = `presskey:${SITE}`;
for (const how of ["engine loaded", "reloaded, before the engine is there", "login instead of logout"]) {
  const visitor = await stage.visitor();
  try {
    const one = await visitor.open(); await make(one);
    const two = await visitor.open(); await make(two);
    await outcome(one, (given) => wp.login(given), credentials("editor"));
    await outcome(two, (given) => wp.login(given, { remember: true }), credentials("euro"));
    const me = (tab) => outcome(tab, async () => `${wp.session.status} ${wp.session.user?.username} ${(await wp.fetch("/wp/v2/users/me")).status}`);
    const before = [(await me(one)).value, (await me(two)).value];
    if (how.startsWith("reloaded")) {
      await one.reload(); await one.waitForFunction(() => globalThis.wp);
      const r = await one.evaluate(async (site) => { wp.close(); globalThis.wp = create({ via: undefined, site, storage: "session" }); const s = wp.session.user?.username; await wp.logout(); return s; }, SITE);
      console.log("  the reloaded page showed", r);
    } else if (how.startsWith("engine")) console.log("  logout:", JSON.stringify(await outcome(one, () => wp.logout())));
    else { await outcome(one, () => wp.logout()); await outcome(two, (given) => wp.login(given, { remember: true }), credentials("euro")); console.log("  login:", JSON.stringify(await outcome(one, (given) => wp.login(given), credentials("plus"))).slice(0, 100)); }
    await new Promise((r) => setTimeout(r, 500));
    const stored = await two.evaluate((key) => Object.keys(localStorage).filter((k) => k.startsWith(key)), key);
    console.log(how, "| before", before, "| berta's tab:", (await me(two)).value ?? JSON.stringify(await me(two)), "| localStorage:", stored.map((k) => k.slice(key.length) || "(session)"));
    await two.reload(); await two.waitForFunction(() => globalThis.wp); await make(two);
    console.log("   berta's tab after a reload:", (await outcome(two, () => wp.ready())).value?.status, (await outcome(two, () => wp.session)).value?.user?.username);
  } finally { await visitor.close(); }
}
await stage.stop();
