// Tabs over a network that delays, drops, doubles and reorders, and a server that forgets tokens.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { badNetwork } from "../../support/bad-network.mjs";
import { setStage } from "../../support/stage.mjs";

const stage = setStage({ mock: true });

it("local: nobody is signed out, and no call fails but those that the network lost", async (test) => {
  stage.site.setOptions({ mode: "pro" });
  // A refresh whose response is lost is lost for good where tokens rotate.
  const spared = ({ url }) => url.includes("refresh") || url.endsWith("/token");
  const network = await badNetwork(stage.site.url, { spared });
  test.after(() => network.stop());
  const client = { site: network.url, storage: "local" };
  const one = await stage.visit(client);
  for (let tries = 0; tries < 5; tries++) {
    const done = await one.login().catch(({ code }) => assert.equal(code, "unreachable"));
    if (done) break;
  }
  const two = await stage.visit(client, { beside: one });
  stage.site.clearLog();
  const storm = async () => {
    const outcomes = {};
    const call = async () => {
      try {
        return (await wp.fetch("/wp/v2/users/me", { auth: "required" })).status;
      } catch ({ code }) {
        return code;
      }
    };
    window.accepted = Array(4).fill(0);
    const callAgain = async (_, one) => {
      while (!window.calm) {
        const outcome = await call();
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
        if (outcome === 200) window.accepted[one]++;
      }
    };
    await Promise.all(window.accepted.map(callAgain));
    return outcomes;
  };
  const storms = Promise.all([one.run(storm), two.run(storm)]);
  const accepted = async () =>
    (await Promise.all([one, two].map((tab) => tab.run(() => window.accepted)))).flat();
  for (let times = 0; times < 3; times++) {
    // The second of two accepted calls began with the new token: then nothing is under way that was
    // repeated for it. A call is repeated once, and see docs/session.md, "What is assumed".
    const wanted = (await accepted()).map((count) => count + 2);
    stage.site.setOptions({ secret: `another ${times}` });
    while ((await accepted()).some((count, one) => count < wanted[one])) await sleep(50);
  }
  for (const tab of [one, two]) {
    await tab.run(() => {
      window.calm = true;
    });
  }
  const outcomes = await storms;
  for (const each of outcomes) {
    assert.deepEqual(
      Object.keys(each).filter((outcome) => !["200", "unreachable"].includes(outcome)),
      [],
      JSON.stringify(outcomes),
    );
    assert.ok(each[200] > 6, JSON.stringify(outcomes));
  }
  assert.equal((await one.session()).status, "authenticated");
  assert.equal((await two.session()).status, "authenticated");
  const refreshed = stage.site.log().filter(({ route }) => route?.includes("token/refresh"));
  const granted = refreshed.filter(({ status }) => status === 200).length;
  test.diagnostic(
    `${JSON.stringify(outcomes)}, refreshes: ${granted} granted of ${refreshed.length}, network: ${JSON.stringify(network.happened)}`,
  );
  // What was refused is what the network doubled.
  assert.ok(refreshed.length - granted <= network.happened.doubled);
});
