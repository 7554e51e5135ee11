// A session through the life of its pages: slow and refused refreshes, clocks, hidden, frozen,
// killed and waking tabs.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { lacks } from "../../support/browser.mjs";
import { setStage } from "../../support/stage.mjs";

const stage = setStage({ mock: true });
const LOCAL = { storage: "local" };
const DAY = 86_400_000;

const refreshes = () => stage.calls().filter((line) => line.includes("token/refresh")).length;
const isRefresh = ({ method, route }) => method === "POST" && route.includes("token/refresh");

async function visitPro(client, more) {
  stage.site.setOptions({ mode: "pro" });
  const app = await stage.visit(client, more);
  await app.login();
  stage.site.clearLog();
  return app;
}

async function secondTab(app, client) {
  const two = await stage.visit(client, { beside: app });
  await two.call("ready");
  return two;
}

/** Responds to the first refreshes differently; `rule` gets the number of each. */
function onRefresh(rule) {
  let count = 0;
  stage.site.setOptions({
    answer: (asked) => (isRefresh(asked) ? rule(++count) : undefined),
  });
}

/** The server forgets all access tokens: the next call needs a refresh. */
let secrets = 0;
const forgetTokens = () => stage.site.setOptions({ secret: `another ${secrets++}` });

const call = async () => {
  try {
    return (await wp.fetch("/wp/v2/users/me", { auth: "required" })).status;
  } catch ({ code, sent }) {
    return [code, sent];
  }
};

it("a refresh that takes too long fails its calls, is not sent again, and counts when it comes", async () => {
  const app = await visitPro({ timeout: 800 });
  forgetTokens();
  onRefresh(() => sleep(1300));
  assert.deepEqual(await app.run(call), ["timeout", "no"]);
  assert.equal(await app.run(call), 200);
  assert.equal(refreshes(), 1);
});

it("a token is renewed again and again before it expires, though nobody calls", async () => {
  stage.site.setOptions({ mode: "pro", lifetime: 2 });
  const app = await stage.visit();
  await app.login();
  for (let looks = 0; refreshes() < 3; looks++) {
    assert.ok(looks < 600, "no further renewal");
    await sleep(100);
  }
  assert.equal((await app.session()).status, "authenticated");
});

it("local: a refresh whose lock is stolen is not sent again", async () => {
  const app = await visitPro(LOCAL);
  let release;
  const answered = new Promise((done) => {
    release = done;
  });
  onRefresh(() => answered);
  const refreshing = app.call("refresh");
  while (!refreshes()) await sleep(20);
  const name = `presskey:${stage.site.url}:refresh`;
  await app.run((name) => navigator.locks.request(name, { steal: true }, () => {}), name);
  release();
  assert.equal((await refreshing).status, "authenticated");
  assert.equal(refreshes(), 1);
});

it("local: a tab waits for another one's slow refresh", async () => {
  const one = await visitPro(LOCAL);
  const two = await secondTab(one, LOCAL);
  forgetTokens();
  onRefresh(() => sleep(6000));
  assert.deepEqual(await Promise.all([one.run(call), two.run(call)]), [200, 200]);
  assert.equal(refreshes(), 1);
});

it("local: a tab that is killed in the middle of a refresh blocks nobody", async () => {
  const one = await visitPro(LOCAL);
  const two = await secondTab(one, LOCAL);
  forgetTokens();
  onRefresh((count) => (count === 1 ? "hang" : undefined));
  one.run(call).catch(() => {});
  while (!refreshes()) await sleep(20);
  const waiting = two.run(call);
  await one.page.close();
  assert.equal(await waiting, 200);
});

it("local: tabs take turns where there are no locks", async () => {
  const first = () => Object.defineProperty(navigator, "locks", { value: undefined });
  const one = await visitPro(LOCAL, { first });
  const two = await stage.visit(LOCAL, { beside: one, first });
  await two.call("ready");
  for (let round = 0; round < 3; round++) {
    forgetTokens();
    stage.site.clearLog();
    assert.deepEqual(await Promise.all([one.run(call), two.run(call)]), [200, 200]);
    assert.equal(refreshes(), 1);
  }
  await one.run(() => window.until(() => !Object.keys(localStorage).join().includes(":lease")));
});

it("a logout that is heard of late ends no later login", async () => {
  const one = await visitPro(LOCAL);
  await one.logout();
  const session = await one.login();
  const two = await secondTab(one, LOCAL);
  await two.run(
    (key, id) => {
      const marker = new URLSearchParams(localStorage.getItem(`${key}:logout`)).get(String(id));
      const channel = new BroadcastChannel(key);
      channel.postMessage(`logged_out:${marker}:${id}`);
      channel.close();
    },
    `presskey:${stage.site.url}`,
    session.user.id,
  );
  await sleep(200);
  assert.deepEqual(await one.session(), session);
  assert.equal((await two.session()).status, "authenticated");
});

it("Retry-After holds for calls, which tell how long, and the session stays", async () => {
  const app = await visitPro();
  forgetTokens();
  onRefresh(() => ({
    status: 429,
    headers: { "retry-after": "60", "access-control-expose-headers": "Retry-After" },
    body: { code: "jwt_auth_rate_limited", message: "Later", data: { status: 429 } },
  }));
  assert.deepEqual(await app.run(call), ["rate_limited", "no"]);
  await assert.rejects(app.fetch("/wp/v2/posts"), ({ code, sent, retryAfter }) => {
    assert.deepEqual([code, sent], ["refresh_failed", "no"]);
    return retryAfter > 50_000 && retryAfter <= 60_000;
  });
  assert.equal(refreshes(), 1);
  assert.equal((await app.session()).status, "authenticated");
});

it("a hidden page asks for nothing, and renews once when it is shown", async () => {
  stage.site.setOptions({ mode: "pro", lifetime: 2 });
  const app = await stage.visit();
  await app.run(() => {
    window.visibility = "hidden";
    Object.defineProperty(document, "visibilityState", { get: () => window.visibility });
  });
  await app.login();
  stage.site.clearLog();
  await sleep(3000);
  assert.deepEqual(stage.calls(), []);
  stage.site.setOptions({ lifetime: 600 });
  await app.run(() => {
    window.visibility = "visible";
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await app.run(() => window.until(() => wp.token()));
  assert.equal(refreshes(), 1);
  assert.equal(await app.run(call), 200);
});

it("local: a call that begins as its page is shown waits for the same refresh", async () => {
  stage.site.setOptions({ mode: "pro", lifetime: 2 });
  const app = await stage.visit(LOCAL);
  await app.run(() => {
    window.visibility = "hidden";
    Object.defineProperty(document, "visibilityState", { get: () => window.visibility });
  });
  await app.login();
  await sleep(3000);
  stage.site.setOptions({ lifetime: 600 });
  stage.site.clearLog();
  const status = await app.run(async () => {
    const answer = wp.fetch("/wp/v2/users/me", { auth: "required" });
    window.visibility = "visible";
    document.dispatchEvent(new Event("visibilitychange"));
    return (await answer).status;
  });
  assert.equal(status, 200);
  assert.equal(refreshes(), 1);
});

for (const [what, lifetime] of [
  ["ten seconds", 10],
  ["a month, longer than timers", 30 * 86_400],
  ["five years", 5 * 365 * 86_400],
]) {
  it(`a lifetime of ${what} needs no refresh at once`, async () => {
    stage.site.setOptions({ mode: "pro", lifetime });
    const app = await stage.visit();
    await app.login();
    stage.site.clearLog();
    await sleep(1500);
    assert.equal(await app.run(call), 200);
    assert.equal(refreshes(), 0);
  });
}

it("a clock that is set back keeps no expired token alive", async () => {
  stage.site.setOptions({ lifetime: 600 });
  const app = await stage.visit();
  const { expiresAt } = await app.login();
  const jump = (by) =>
    app.run((by) => {
      const { now } = Date;
      Date.now = () => now() + by;
    }, by);
  await jump(-DAY);
  assert.equal(await app.run(call), 200);
  assert.ok(Math.abs((await app.session()).expiresAt - (expiresAt - DAY)) < 5000);
  await jump(580_000);
  stage.site.clearLog();
  assert.equal((await app.fetch("/wp/v2/posts")).status, 200);
  assert.deepEqual(stage.calls(), ["GET /wp/v2/posts"]);
  assert.deepEqual(await app.session(), { status: "anonymous", reason: "expired" });
});

it("waking before the network is back signs nobody out, and the first call has a valid token", async () => {
  const app = await visitPro();
  await app.page.context().setOffline(true);
  await app.run(() => {
    const { now } = Date;
    const slept = wp.session.expiresAt - now();
    Date.now = () => now() + slept;
    document.dispatchEvent(new Event("resume"));
  });
  await sleep(500);
  assert.equal((await app.session()).status, "authenticated");
  assert.deepEqual(await app.run(call), ["offline", "no"]);
  await app.page.context().setOffline(false);
  assert.equal(await app.run(call), 200);
  assert.equal(refreshes(), 1);
});

it("a logout is told once, whatever is called after it", async () => {
  const app = await visitPro();
  await app.logout();
  const told = await app.run(async () => {
    const after = wp.session;
    const seen = [];
    wp.subscribe(({ status }) => seen.push(status));
    for (const call of [() => wp.fetch("/wp/v2/posts"), wp.getToken, wp.validate, wp.logout]) {
      await call();
    }
    return [seen, wp.session === after];
  });
  assert.deepEqual(told, [[], true]);
});

const frozen = { skip: lacks("freezing") };
it("a tab that was frozen through a logout is logged out when it resumes", frozen, async () => {
  const one = await visitPro({ storage: "session" });
  const two = await stage.visit({ storage: "session" }, { beside: one });
  await two.login();
  const devtools = await two.page.context().newCDPSession(two.page);
  await devtools.send("Page.setWebLifecycleState", { state: "frozen" });
  await one.logout();
  await devtools.send("Page.setWebLifecycleState", { state: "active" });
  const out = { status: "anonymous", reason: "logged_out" };
  assert.deepEqual(await two.sessionWith({ status: "anonymous" }), out);
});

it("session: of a copy and its frozen original only one uses the refresh token", async () => {
  const one = await visitPro({ storage: "session" });
  const opening = one.page.context().waitForEvent("page");
  await one.page.evaluate(() => window.open("/blank.html"));
  const copy = await opening;
  await copy.waitForURL(/blank/);
  // It never responds to the copy's question.
  await one.run(() => {
    BroadcastChannel.prototype.postMessage = () => {};
  });
  await copy.goto(stage.pages.url);
  await copy.waitForFunction(() => window.presskey);
  const renewed = await copy.evaluate(async (options) => {
    window.wp = presskey.createClient(options);
    return (await wp.refresh()).status;
  }, one.options);
  assert.equal(renewed, "authenticated");
  await one.call("refresh").catch(() => {});
  assert.equal(refreshes(), 1);
  assert.equal(
    await copy.evaluate(() => wp.refresh().then(({ status }) => status)),
    "authenticated",
  );
});
