// presskey as apps have it: the packed tarball, installed with no configuration of ours, in every
// environment that is promised. `npm test` runs the most telling third, `npm run test:all` all.
import { after, before, it } from "node:test";
import { apps } from "./apps.mjs";
import { otherBrowsers } from "./browsers.mjs";
import { frameworks } from "./frameworks.mjs";
import { guides } from "./guides.mjs";
import { origins } from "./origins.mjs";
import { pages } from "./pages.mjs";
import { runtimes } from "./runtimes.mjs";
import { serverApps } from "./server-apps.mjs";
import { testRunners } from "./test-runners.mjs";
import { viteVersions } from "./vite.mjs";
import { createWorld } from "./world.mjs";

const environments = [
  ...pages,
  ...viteVersions,
  ...frameworks,
  ...apps,
  ...runtimes,
  ...testRunners,
  ...otherBrowsers,
  ...origins,
  ...guides,
  ...serverApps,
];
const all = Boolean(process.env.PRESSKEY_ALL);

let world;
before(async () => {
  world = await createWorld();
});

const results = [];
for (const { name, often, real, missing, run } of environments) {
  const elsewhere = !all && !often && "npm run test:all";
  const reason = elsewhere || missing?.();
  it(name, { skip: reason }, async () => {
    const row = [name, "FAILS"];
    results.push(row);
    await world.useSite(real);
    await run(world);
    row[1] = "works";
  });
  if (reason && !elsewhere) results.push([name, `not available here: ${reason}`]);
}

after(async () => {
  await world?.stop();
  const width = Math.max(...results.map(([name]) => name.length));
  for (const [name, result] of results) console.log(`| ${name.padEnd(width)} | ${result}`);
});
