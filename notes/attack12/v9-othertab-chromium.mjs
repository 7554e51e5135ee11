// As v7, in Chromium with two real tabs: the engine takes 2 s to load in the second one (a phone's network).
import { scene, credentials } from "./harness.mjs";
const s = await scene("pro");
for (const storage of ["local"]) for (const delay of [100, 1000]) {
  const ctx = await s.browser.newContext();
  const one = await s.visit({ storage }, { ctx });
  await one.login("admin");
  // From now on, parts come slowly.
  await ctx.route(/engine|core/, async (route) => { await new Promise((r) => setTimeout(r, 2500)); await route.continue(); });
  const two = await s.visit({ storage }, { ctx });
  console.log("tab 2 shows", (await two.session()).user?.username);
  await one.login("editor");
  await two.page.waitForTimeout(delay);
  const shown = (await two.session()).user?.username;
  const r = await two.run(async () => (await wp.fetch("/echo", { method: "POST", json: { title: "admin's" } })).json()).catch((e) => e);
  console.log(`${storage}: ${delay} ms after the other tab's login, tab 2 shows ${shown}; its write is sent as user ${r.user ?? r.code}`);
  await ctx.close();
}
await s.stop();
