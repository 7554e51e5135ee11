// Storms on a real WordPress: many calls over one expired token, and tabs with tokens of ten
// seconds of which one is killed. `npm run test:all` has more of both, and for longer.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { setStage } from "../../support/stage.mjs";

const stage = setStage({ mode: "pro" });
const long = Boolean(process.env.PRESSKEY_ALL);
const [calls, tabs, seconds] = long ? [200, 5, 120] : [40, 3, 24];

/** As App.run(), for as long as it takes. */
async function run({ page }, code, ...args) {
  const outcome = ([code, args]) => window.outcome(code, args);
  const { value, error } = await page.evaluate(outcome, [code.toString(), args]);
  if (error) throw new Error(error.message);
  return value;
}

const refreshLog = () =>
  stage.site.log().filter(({ method, route }) => method === "POST" && route?.includes("refresh"));

it(`${calls} calls over an expired token: one refresh, no failure`, async (test) => {
  stage.site.setOptions({ rate_limit: 100_000 });
  const app = await stage.visit({ timeout: 0 });
  await app.login();
  stage.site.clearLog();
  const statuses = await run(
    app,
    async (calls) => {
      const { now } = Date;
      const jump = wp.session.expiresAt - now();
      Date.now = () => now() + jump;
      const call = async () => (await wp.fetch("/wp/v2/users/me", { auth: "required" })).status;
      return Promise.all(Array.from({ length: calls }, call));
    },
    calls,
  );
  assert.deepEqual(statuses, Array(calls).fill(200));
  assert.equal(refreshLog().length, 1);
  test.diagnostic(`${calls} calls: 1 refresh, 0 failures`);
});

it(`${calls} calls whose token the server forgot meanwhile: one refresh, each repeated once`, async () => {
  stage.site.setOptions({ rate_limit: 100_000 });
  const app = await stage.visit({ timeout: 0 });
  await app.login();
  stage.site.setOptions({ secret: "another secret for tests, long enough as well" });
  stage.site.clearLog();
  const statuses = await run(
    app,
    async (calls) => {
      const call = async () => (await wp.fetch("/wp/v2/users/me", { auth: "required" })).status;
      return Promise.all(Array.from({ length: calls }, call));
    },
    calls,
  );
  assert.deepEqual(statuses, Array(calls).fill(200));
  assert.equal(refreshLog().length, 1);
  const sent = stage.calls().filter((line) => line.includes("users/me")).length;
  assert.ok(sent <= 2 * calls, `${sent}`);
});

it(`${tabs} tabs with tokens of ten seconds for ${seconds} s, one killed: no call fails`, async (test) => {
  stage.site.setOptions({ rate_limit: 100_000, lifetime: 10 });
  const client = { storage: "local", timeout: 0 };
  const first = await stage.visit(client);
  const others = [];
  for (let at = 1; at < tabs; at++) others.push(await stage.visit(client, { beside: first }));
  const all = [first, ...others];
  await first.login();
  for (const tab of others) await tab.sessionWith({ status: "authenticated" });
  stage.site.clearLog();
  const until = Date.now() + seconds * 1000;
  const storm = async (until) => {
    const outcomes = {};
    while (Date.now() < until) {
      const outcome = await wp.fetch("/wp/v2/users/me", { auth: "required" }).then(
        ({ status }) => status,
        ({ code }) => code,
      );
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      await new Promise((done) => setTimeout(done, 500));
    }
    return outcomes;
  };
  const victim = Math.floor(Math.random() * tabs);
  const going = all.map((tab) => run(tab, storm, until).catch(() => "killed"));
  await sleep((seconds * 1000) / 3);
  // Between two refreshes: what one was granted whose tab is gone, nobody has.
  while (refreshLog().some(({ status }) => status === undefined)) await sleep(20);
  await all[victim].page.close();
  const outcomes = await Promise.all(going);
  const survivors = outcomes.filter((_, at) => at !== victim);
  const log = refreshLog();
  test.diagnostic(`${JSON.stringify(outcomes)}, ${log.length} refreshes`);
  for (const outcome of survivors) assert.deepEqual(Object.keys(outcome), ["200"]);
  assert.ok(
    log.every(({ status }) => status === 200),
    "none was refused",
  );
  // A token counts as expired after three quarters of its life.
  const took = (Date.now() - until) / 1000 + seconds;
  assert.ok(log.length <= took / 7.5 + 1, `${log.length} refreshes in ${took} s`);
  assert.ok(log.length >= 2);
});
