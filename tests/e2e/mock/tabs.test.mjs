// Tabs of one visitor. Holds P6 of SECURITY.md.
import assert from "node:assert/strict";
import { it } from "node:test";
import { jwt } from "../../support/app.mjs";
import { setStage } from "../../support/stage.mjs";

const stage = setStage({ mock: true });
const OUT = { status: "anonymous", reason: "logged_out" };

/** Two tabs, both ready. */
async function twoTabs(client, { first } = {}) {
  const one = await stage.visit(client, { first });
  const two = await stage.visit(client, { first, beside: one });
  await one.call("ready");
  await two.call("ready");
  return [one, two];
}

for (const [how, first] of [
  ["", undefined],
  [
    ", where there is no BroadcastChannel, too",
    () => {
      delete window.BroadcastChannel;
    },
  ],
]) {
  it(`local: a login and a logout are seen by every tab${how}`, async () => {
    const [one, two] = await twoTabs({ storage: "local" }, { first });
    const { user } = await one.login("editor");
    const seen = await two.sessionWith({ status: "authenticated" });
    assert.deepEqual(seen.user, user);
    assert.equal((await two.fetch("/wp/v2/users/me", { auth: "required" })).body.id, user.id);

    await two.logout();
    assert.deepEqual(await one.sessionWith({ status: "anonymous" }), OUT);
    assert.equal(await one.call("token"), null);
    assert.doesNotMatch(await one.stored(), jwt);
    stage.site.clearLog();
    await one.fetch("/wp/v2/posts");
    assert.deepEqual(stage.calls(), ["GET /wp/v2/posts"]);
  });
}

it("local: another user's login replaces the session everywhere", async () => {
  const [one, two] = await twoTabs({ storage: "local" });
  await one.login("editor");
  await two.sessionWith({ status: "authenticated" });
  const { user } = await two.login("admin");
  await one.run(async (id) => window.until(() => wp.session.user?.id === id), user.id);
  assert.equal((await one.json("/wp/v2/users/me")).id, user.id);
});

/** Tabs that hear of nothing, as before a message arrives. */
const deaf = () => {
  delete window.BroadcastChannel;
  addEventListener("storage", (event) => event.stopImmediatePropagation(), true);
};

for (const [method, ...args] of [
  ["logout", { everywhere: true }],
  ["validate"],
  ["getToken"],
  ["refresh"],
]) {
  it(`local: ${method}() is for the user whom the tab shows`, async () => {
    stage.site.setOptions({ mode: "pro" });
    const [one, two] = await twoTabs({ storage: "local" }, { first: deaf });
    await one.login("editor");
    const { user } = await two.login("admin");
    const token = await two.call("token");
    await one.run(async (token) => {
      await window.until(() => JSON.stringify({ ...localStorage }).includes(token));
    }, token);
    assert.notEqual((await one.session()).user.id, user.id);
    stage.site.clearLog();
    const { code, sent } = await one.call(method, ...args).catch((error) => error);
    assert.deepEqual([code, sent], ["user_mismatch", "no"]);
    assert.equal((await one.session()).user.id, user.id, "the new user is shown");
    assert.deepEqual(stage.calls(), []);
    assert.equal(await two.call("validate"), true);
    assert.equal(await one.call("validate"), true);
  });
}

it("local: a logout of a tab that shows nobody ends no session of another tab", async () => {
  const [one, two] = await twoTabs({ storage: "local" }, { first: deaf });
  await one.login("editor");
  await one.logout();
  const { user } = await two.login("admin");
  const token = await two.call("token");
  await one.run(async (token) => {
    await window.until(() => JSON.stringify({ ...localStorage }).includes(token));
  }, token);
  const { code, sent } = await one.call("logout").catch((error) => error);
  assert.deepEqual([code, sent], ["user_mismatch", "no"]);
  assert.equal((await one.session()).user.id, user.id, "the new user is shown");
  assert.equal(await two.call("validate"), true);
  await one.logout();
  assert.doesNotMatch(await two.stored(), jwt);
});

it("local: a refresh is seen by every tab", async () => {
  stage.site.setOptions({ mode: "pro" });
  const [one, two] = await twoTabs({ storage: "local" });
  await one.login();
  await two.sessionWith({ status: "authenticated" });
  await one.call("refresh");
  const token = await one.call("token");
  await two.run(async (token) => window.until(() => wp.token() === token), token);
});

it("local: tabs that need a refresh at the same time lose no call and no session", async () => {
  stage.site.setOptions({ mode: "pro" });
  const [one, two] = await twoTabs({ storage: "local" });
  await one.login();
  await two.sessionWith({ status: "authenticated" });
  const call = async () => {
    const get = () => wp.fetch("/wp/v2/users/me", { auth: "required" });
    const answers = await Promise.all([get(), get()]);
    return answers.map(({ status }) => status);
  };
  for (let round = 0; round < 15; round++) {
    // The server forgets all access tokens, and a refresh token is good for one use.
    stage.site.setOptions({ secret: `another ${round}` });
    const statuses = await Promise.all([one.run(call), two.run(call)]);
    assert.deepEqual(statuses.flat(), [200, 200, 200, 200]);
  }
  assert.equal((await one.session()).status, "authenticated");
  assert.equal((await two.session()).status, "authenticated");
});

it("local: a call that is refused goes on with what another tab has stored meanwhile", async () => {
  const app = await stage.visit({ storage: "local" });
  await app.login();
  const old = await app.call("token");
  const before = await app.run(() => ({ ...localStorage }));
  stage.site.setOptions({ lifetime: 900 });
  await app.login();
  const after = await app.run(() => ({ ...localStorage }));
  await app.run((items) => Object.assign(localStorage, items), before);
  await app.reload();
  assert.equal(await app.call("token"), old);

  let asked = false;
  let release;
  const stored = new Promise((done) => {
    release = done;
  });
  stage.site.setOptions({
    answer: async ({ route, token }) => {
      if (!route.includes("users/me") || token !== old) return undefined;
      asked = true;
      await stored;
      return { status: 403, body: { code: "jwt_auth_invalid_token", message: "Expired token" } };
    },
  });
  const call = app.fetch("/wp/v2/users/me", { auth: "required" });
  while (!asked) await new Promise((done) => setTimeout(done, 20));
  // A page's own changes raise no event in it.
  await app.run((items) => Object.assign(localStorage, items), after);
  release();
  assert.equal((await call).status, 200);
  assert.equal((await app.session()).status, "authenticated");
});

it("local: a refresh that is refused with status 200 takes over what another tab stores later", async () => {
  stage.site.setOptions({ mode: "pro" });
  const app = await stage.visit({ storage: "local" });
  await app.login();
  const before = await app.run(() => ({ ...localStorage }));
  await app.call("refresh");
  const renewed = await app.call("token");
  const after = await app.run(() => ({ ...localStorage }));
  await app.run((items) => Object.assign(localStorage, items), before);
  await app.reload();
  stage.site.setOptions({
    mode: "pro",
    answer: ({ route }) =>
      route.endsWith("token/refresh") && {
        status: 200,
        body: { code: "jwt_auth_invalid_refresh_token", message: "Invalid refresh token" },
      },
  });
  const refreshed = app.call("refresh");
  await app.run(async (items) => {
    await new Promise((done) => setTimeout(done, 500));
    Object.assign(localStorage, items);
  }, after);
  await refreshed;
  assert.equal(await app.call("token"), renewed);
  assert.equal((await app.session()).status, "authenticated");
});

it("local: a tab opened later has the session", async () => {
  const one = await stage.visit({ storage: "local" });
  const { user } = await one.login();
  const two = await stage.visit({ storage: "local" }, { beside: one });
  assert.deepEqual((await two.call("ready")).user, user);
});

it("session: a tab has its own login", async () => {
  const [one, two] = await twoTabs({ storage: "session" });
  await one.login("editor");
  assert.equal((await two.session()).status, "anonymous");
  const three = await stage.visit({ storage: "session" }, { beside: one });
  assert.deepEqual(await three.call("ready"), { status: "anonymous" });
});

for (const storage of ["session", "memory"]) {
  it(`${storage}: a logout ends the same user's sessions in other tabs, nobody else's`, async () => {
    const [one, two] = await twoTabs({ storage });
    const three = await stage.visit({ storage }, { beside: one });
    await one.login("editor");
    await two.login("editor");
    await three.login("admin");
    await one.logout();
    assert.deepEqual(await two.sessionWith({ status: "anonymous" }), OUT);
    assert.equal(await two.call("token"), null);
    assert.equal((await three.session()).status, "authenticated");
    assert.equal((await three.fetch("/wp/v2/users/me", { auth: "required" })).status, 200);
  });
}

it("session: another key is another session", async () => {
  const one = await stage.visit({ storage: "session", storageKey: "one" });
  const two = await stage.visit({ storage: "session", storageKey: "two" }, { beside: one });
  const three = await stage.visit({ storage: "session", storageKey: "one" }, { beside: one });
  for (const tab of [one, two, three]) await tab.login("editor");
  await one.logout();
  await three.sessionWith({ status: "anonymous" });
  assert.equal((await two.session()).status, "authenticated");
});

it("session: a tab that slept through the logout finds the marker, which has no secrets", async () => {
  const [one, two] = await twoTabs({ storage: "session" });
  await one.login("editor");
  await two.login("editor");
  // On another page of the same origin nothing listens.
  await two.page.goto(`${stage.pages.url}/blank.html`);
  await one.logout();
  const left = await one.run(() => JSON.stringify({ ...localStorage }));
  assert.doesNotMatch(left, /eyJ|presskey-demo/);
  await two.open();
  assert.deepEqual(await two.call("ready"), OUT);
  assert.equal(await two.call("token"), null);
  assert.doesNotMatch(await two.stored(), jwt);
  // Nor does the marker stand in the way of the next login.
  await two.login("editor");
  await two.reload();
  assert.equal((await two.call("ready")).status, "authenticated");
});

it("session: a client that the app has closed leaves the marker of its logout, too", async () => {
  const [one, two] = await twoTabs({ storage: "session" });
  await one.login("editor");
  await two.login("editor");
  await one.run(() => wp.close());
  await one.logout();
  assert.deepEqual(await two.sessionWith({ status: "anonymous" }), OUT);
});

it("session: the browser's copy for an opened tab does not use up the refresh token", async () => {
  stage.site.setOptions({ mode: "pro" });
  const one = await stage.visit({ storage: "session" });
  await one.login();
  const opening = one.page.context().waitForEvent("page");
  await one.page.evaluate(() => window.open("/"));
  const copy = await opening;
  await copy.waitForFunction(() => window.presskey);
  stage.site.clearLog();
  await copy.evaluate(async (options) => {
    const wp = presskey.createClient(options);
    await wp.ready();
    const { now } = Date;
    const jump = (wp.session.expiresAt ?? now()) - now();
    Date.now = () => now() + jump;
    await wp.fetch("/wp/v2/posts").catch(() => {});
    await wp.refresh().catch(() => {});
  }, one.options);
  assert.ok(!stage.calls().some((line) => line.includes("refresh")), stage.calls().join());
  assert.equal((await one.call("refresh")).status, "authenticated");
});

it("a client that was closed still works, and hears no other tab", async () => {
  const [one, two] = await twoTabs({ storage: "session" });
  await one.login("editor");
  await two.login("editor");
  await two.call("close");
  await one.logout();
  assert.equal((await two.fetch("/wp/v2/posts")).status, 200);
  await one.login("editor");
  assert.equal((await two.login("admin")).status, "authenticated");
});
