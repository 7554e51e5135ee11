// P6, "A logout that nobody could confirm. If the engine can't be loaded, ... presskey ends the session as soon as
// it can, in that page or at the next visit."
import { it } from "node:test";
import { setStage } from "../../tests/support/stage.mjs";
import { FrontPage } from "../../tests/front/page.mjs";
const stage = setStage({ mock: true });
const ENGINE = /\/presskey\/dist\/(engine|core)\.js/;
for (const storage of ["vault", "local", "session"]) {
  it(storage, async () => {
    const page = await FrontPage.open(stage, { storage });
    await page.returning();
    await page.page.route(ENGINE, (route) => route.abort());
    await page.create();
    const result = await page.run(() => wp.logout().then(() => "resolved", (e) => `rejected ${e.code} ${e.message}`));
    console.log(storage, "logout:", result, "| shown:", await page.run(() => JSON.stringify(wp.session)));
    console.log(storage, "left in localStorage:", await page.run(() => JSON.stringify(Object.keys(localStorage))));
    await page.page.unroute(ENGINE);
    await page.reload();
    await page.create();
    console.log(storage, "next visit:", await page.run(async () => JSON.stringify(await wp.ready()).slice(0, 120)), "| users/me:", await page.run(async () => (await wp.fetch("/wp/v2/users/me")).status));
  });
}
