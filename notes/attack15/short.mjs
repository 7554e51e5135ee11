// P8 / clock skew: tokens that live shorter than the margin, or are over at once, in a page that renews by itself.
import { createStage } from "../../tests/via/stage.mjs";
import { credentials } from "../../tests/support/app.mjs";
import { setTimeout as sleep } from "node:timers/promises";
const stage = await createStage({ mode: "pro" });
for (const [life, ahead] of [[5, 0], [1, 0], [0, 0], [-60, 0], [3600, 7200], [3600, -7200], [20, 3600], [1e15, 0]]) for (const via of [false, true]) {
  stage.site.setOptions(); stage.site.setOptions({ lifetime: life });
  const visitor = await stage.visitor();
  try {
    const tab = await visitor.open(ahead ? `{ const now = Date.now; Date.now = () => now() + ${ahead * 1000}; }` : "");
    await tab.evaluate(({ site, via }) => { wp.close(); globalThis.wp = create(via ? {} : { via: undefined, site, storage: "local" }); }, { site: stage.site.url, via });
    const r = await tab.evaluate((c) => Promise.race([wp.login(c).then((s) => s.status, (e) => e.code), new Promise((r) => setTimeout(r, 4000, "4s"))]), credentials("editor"));
    stage.site.clearLog(); visitor.requests.length = 0;
    await sleep(4000);
    const idle = stage.site.log().length, idleV = visitor.requests.length;
    const j = await tab.evaluate(() => Promise.race([wp.json("/wp/v2/users/me").then((v) => "me " + v.id, (e) => e.code), new Promise((r) => setTimeout(r, 5000, "5s"))]));
    console.log(`life ${life} ahead ${ahead} ${via ? "via" : "direct"} | login ${r} | in 4 s: WordPress ${idle}, page's requests ${idleV} | json ${j}, then ${stage.site.log().length - idle}/${visitor.requests.length - idleV}`);
  } finally { await visitor.close(); }
}
await stage.stop(); process.exit();
