import { it } from "node:test";
import { setStage } from "../../tests/support/stage.mjs";
const stage = setStage({ mock: true });
for (const depth of [3000, 8000, 30000, 100000]) it(`d ${depth}`, async () => {
  const app = await stage.visit({ storage: "local" });
  app.page.on("crash", () => console.log(depth, "CRASH event"));
  await app.login();
  const body = `${'{"children":['.repeat(depth)}${"]}".repeat(depth)}`;
  stage.site.setOptions({ answer: ({ route, method }) => (method === "GET" && route === "/wp/v2/comments" ? { body } : undefined) });
  for (let n = 1; n <= 12; n++) {
    const t = await app.run(() => Promise.race([wp.tree("/wp/v2/comments").then((v) => `gave ${v}`, (e) => String(e).slice(0, 80)), new Promise((r) => setTimeout(r, 700, "nothing"))])).catch((e) => e.message);
    const next = /crash/.test(t) ? "-" : await app.run(() => Promise.race([(async () => { try { return (await wp.fetch("/wp/v2/users/me")).status; } catch (e) { return `${e.name}: ${e.message}`.slice(0, 120); } })(), new Promise((r) => setTimeout(r, 1500, "nothing"))])).catch((e) => e.message);
    console.log(depth, n, t, next);
    if (/crash/.test(t + next)) break;
  }
});
