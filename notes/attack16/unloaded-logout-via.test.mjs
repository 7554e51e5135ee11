// As unloaded-logout.test.mjs, with `via`: the part "via" can't be loaded.
import { after, it } from "node:test";
import { createStage } from "../../tests/via/stage.mjs";
import { credentials } from "../../tests/support/app.mjs";
let stage;
after(() => stage?.stop());
it("via", async () => {
  stage = await createStage({ mode: "pro" }, "dist/client.js");
  const visitor = await stage.visitor();
  const tab = await visitor.open();
  await tab.evaluate(async (given) => { await wp.login(given).catch((e) => (window.failed = e.code)); }, credentials("editor"));
  console.log(await tab.evaluate(() => [wp.session.status, window.failed]));
  await tab.route(/\/presskey\/dist\/via\.js/, (route) => route.abort());
  await tab.reload();
  console.log("logout:", await tab.evaluate(() => wp.logout().then(() => "resolved", (e) => `rejected ${e.code}`)), JSON.stringify(await tab.evaluate(() => [wp.session, Object.keys(localStorage)])));
  await tab.unroute(/\/presskey\/dist\/via\.js/);
  await tab.reload();
  console.log("next visit:", JSON.stringify(await tab.evaluate(() => wp.ready())).slice(0, 120));
  await visitor.close();
});
