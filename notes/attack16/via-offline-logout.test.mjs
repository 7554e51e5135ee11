// As via-offline-logout.mjs, in Chromium with a device that is offline for a moment.
import { after, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { createStage } from "../../tests/via/stage.mjs";
import { credentials } from "../../tests/support/app.mjs";
let stage;
after(() => stage?.stop());
for (const entry of ["index.js", "dist/via.client.js"]) it(entry, async () => {
  stage = await createStage({ mode: "pro" }, entry);
  const visitor = await stage.visitor();
  const one = await visitor.open();
  await one.evaluate((given) => wp.login(given), credentials("editor"));
  const two = await visitor.open();
  await two.evaluate(() => wp.ready());
  const context = one.context();
  await context.setOffline(true);
  console.log("logout, offline:", await one.evaluate(() => wp.logout().then(() => "resolved", (e) => e.code)), "| tab 1:", await one.evaluate(() => wp.session.status));
  await pause(500);
  await one.close();
  await context.setOffline(false);
  await pause(3000);
  console.log("tab 2, online again:", await two.evaluate(async () => [wp.session.status, wp.session.user?.username, { ...localStorage }]));
  console.log("write in tab 2:", await two.evaluate(async () => { const r = await wp.fetch("/wp/v2/posts", { method: "POST", json: { title: "x", status: "publish" } }).catch((e) => e.code); return r.status ?? r; }));
  const three = await visitor.open();
  console.log("tab 3:", await three.evaluate(async () => (await wp.ready()).status));
  await visitor.close(); await stage.stop(); stage = undefined;
});
