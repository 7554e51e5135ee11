// What is stored changes, or cannot be stored, before the engine is there; and pages that are left by then.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { credentials } from "../support/app.mjs";
import { setStage } from "../support/stage.mjs";
import { FrontPage } from "./page.mjs";

const stage = setStage({ mock: true });

const ENGINE = /\/presskey\/dist\/(engine|core)\.js/;
const ME = "/wp/v2/users/me";
const LOCAL = { storage: "local" };

/** Keeps the engine from a page until it is released. */
async function hold(page) {
  let release;
  const gate = new Promise((resolve) => {
    release = resolve;
  });
  // A page that the user left ignores the response.
  await page.page.route(ENGINE, (route) => gate.then(() => route.continue()).catch(() => {}));
  return release;
}

/** A page that shows the editor's session without the engine, and what is stored for another user. */
async function twoUsers() {
  const page = await FrontPage.open(stage, LOCAL);
  await page.returning("subscriber");
  const others = await page.run(() => ({ ...localStorage }));
  await page.run(() => localStorage.clear());
  const shown = await page.returning("editor");
  const release = await hold(page);
  await page.create();
  stage.site.clearLog();
  const logInOther = () =>
    page.run((items) => {
      localStorage.clear();
      Object.assign(localStorage, items);
    }, others);
  return { page, shown, release, logInOther };
}

it("another user has logged in before the engine is there: nothing goes out as the first", async () => {
  const { page, shown, release, logInOther } = await twoUsers();
  await logInOther();
  assert.equal(await page.run(() => wp.token()), null);
  const me = page.run(() => wp.json("/wp/v2/users/me"));
  await sleep(200);
  assert.deepEqual(stage.sent(), [], "the call waits for the engine");
  release();
  const { id } = await me;
  assert.notEqual(id, shown.session.user.id);
  assert.equal(await page.run(() => wp.session.user.id), id);
  assert.ok(stage.site.log().every(({ token }) => token !== shown.token));
});

for (const [when, isThere] of [
  ["before the engine is there", false],
  ["with the engine", true],
]) {
  it(`${when} a call of the first user is not repeated for the other`, async () => {
    const { page, shown, release, logInOther } = await twoUsers();
    if (isThere) {
      release();
      await page.takenOver();
    }
    let answer;
    const changed = new Promise((resolve) => {
      answer = resolve;
    });
    stage.site.setOptions({
      answer: async ({ route, token }) => {
        if (route !== ME || token !== shown.token) return undefined;
        await changed;
        return { status: 403, body: { code: "jwt_auth_invalid_token", message: "Expired token" } };
      },
    });
    const call = page.run(async () => {
      return (await wp.fetch("/wp/v2/users/me", { auth: "required" })).status;
    });
    while (!stage.calls().length) await sleep(20);
    await logInOther();
    answer();
    release();
    assert.equal(await call, 403);
    assert.deepEqual(stage.calls(), [`GET ${ME} +token`]);
  });
}

it("a record that is removed and put back in between is shown again", async () => {
  const page = await FrontPage.open(stage, LOCAL);
  const { session, token } = await page.returning();
  const release = await hold(page);
  await page.create();
  const stored = await page.run(() => {
    const items = { ...localStorage };
    localStorage.clear();
    return items;
  });
  assert.equal(await page.run(() => wp.token()), null);
  await page.run((items) => void Object.assign(localStorage, items), stored);
  release();
  await page.takenOver();
  assert.deepEqual(await page.run(() => [wp.session, wp.token()]), [session, token]);
});

it("ready() doesn't show a session whose record another page has removed", async () => {
  const page = await FrontPage.open(stage, LOCAL);
  await page.returning();
  const release = await hold(page);
  await page.create();
  const ready = page.run(async () => {
    localStorage.clear();
    return (await wp.ready()).status;
  });
  release();
  assert.equal(await ready, "anonymous");
});

it("two clients with one key: a logout in one ends the other", async () => {
  const page = await FrontPage.open(stage, LOCAL);
  await page.returning();
  await page.create();
  const told = await page.run(async (options) => {
    const { createClient } = await import("/presskey/dist/client.js");
    const other = createClient(options);
    const before = [wp.session.status, other.session.status];
    await wp.logout();
    return [...before, other.token(), (await other.ready()).status];
  }, page.options);
  assert.deepEqual(told, ["authenticated", "authenticated", null, "anonymous"]);
});

it("two clients with one key renew an expired token once", async () => {
  stage.site.setOptions({ mode: "pro", lifetime: 2 });
  const page = await FrontPage.open(stage, { ...LOCAL, refresh: "on-demand" });
  await page.returning();
  await sleep(2000);
  stage.site.setOptions({ lifetime: 900 });
  await page.create();
  stage.site.clearLog();
  const statuses = await page.run(async (options) => {
    const { createClient } = await import("/presskey/dist/client.js");
    const calls = [wp, createClient(options)].map(({ fetch }) => fetch("/wp/v2/users/me"));
    return (await Promise.all(calls)).map(({ status }) => status);
  }, page.options);
  assert.deepEqual(statuses, [200, 200]);
  const refreshes = stage.calls().filter((call) => call.includes("refresh"));
  assert.equal(refreshes.length, 1, stage.calls().join());
});

it("two clients with one key for different sites show nothing of each other", async () => {
  const page = await FrontPage.open(stage, { ...LOCAL, storageKey: "app" });
  await page.returning();
  const { session, token } = await page.run(async (options) => {
    const { createClient } = await import("/presskey/dist/client.js");
    const other = createClient({ ...options, site: "https://other.example" });
    return { session: other.session, token: other.token() };
  }, page.options);
  assert.deepEqual([session.status, token], ["loading", null]);
});

/** Runs in the page: setItem throws for keys that end so, as a full storage does. */
const fill = (end) => {
  const { setItem } = Storage.prototype;
  Storage.prototype.setItem = function (key, text) {
    if (key.endsWith(end)) throw new DOMException("The storage is full.", "QuotaExceededError");
    setItem.call(this, key, text);
  };
};

for (const [what, end] of [
  ["the front's note", ":front"],
  ["the logout's marker", ":logout"],
]) {
  it(`a storage that is full when ${what} is written loses nothing`, async () => {
    const page = await FrontPage.open(stage, LOCAL);
    await page.page.addInitScript(`(${fill})(${JSON.stringify(end)})`);
    await page.page.reload();
    const { session } = await page.returning();
    await page.create();
    assert.deepEqual(await page.run(() => wp.ready()), session);
    assert.equal(await page.run(async () => (await wp.fetch("/wp/v2/users/me")).status), 200);
    await page.run(() => wp.logout());
    await page.reload();
    await page.create();
    assert.deepEqual(await page.run(() => wp.ready()), { status: "anonymous" });
    assert.doesNotMatch(await page.run(() => JSON.stringify({ ...localStorage })), /eyJ/);
  });
}

for (const suffix of ["", ":front", ":logout", ":site"]) {
  it(`5 MB under "key${suffix}" are no session, and a login gets along with them`, async () => {
    const page = await FrontPage.open(stage, LOCAL);
    await page.returning();
    await page.run((suffix) => {
      const key = Object.keys(localStorage).find((name) => name.endsWith(":front"));
      const name = key.slice(0, -":front".length) + suffix;
      localStorage.removeItem(name);
      // As much as fits.
      for (let size = 2 ** 23; size >= 2 ** 10; ) {
        try {
          localStorage.setItem(name, (localStorage.getItem(name) ?? "") + "x".repeat(size));
        } catch {
          size /= 2;
        }
      }
    }, suffix);
    await page.create();
    const found = await page.run(() => wp.ready());
    // What says nothing about the session must not end it.
    assert.equal(found.status, suffix === "" ? "anonymous" : "authenticated");
    const login = (credentials) => wp.login(credentials).then(({ status }) => status);
    assert.equal(await page.run(login, credentials("editor")), "authenticated");
    assert.equal(await page.run(async () => (await wp.fetch("/wp/v2/users/me")).status), 200);
  });
}

it("a page that is left while the engine loads keeps its session", async () => {
  stage.site.setOptions({ mode: "pro", lifetime: 2 });
  const page = await FrontPage.open(stage, LOCAL);
  await page.returning();
  await sleep(2000);
  stage.site.setOptions({ lifetime: 900 });
  const release = await hold(page);
  const failures = [];
  page.page.on("pageerror", (error) => failures.push(error));
  await page.create();
  await page.page.waitForRequest(ENGINE).catch(() => {});
  await page.page.goto("about:blank");
  release();
  await page.page.goBack();
  await page.create();
  assert.equal((await page.run(() => wp.ready())).status, "authenticated");
  assert.equal(await page.run(async () => (await wp.fetch("/wp/v2/users/me")).status), 200);
  assert.deepEqual(failures, []);
});

it("a logout holds although the page is left while the engine loads", async () => {
  const page = await FrontPage.open(stage, LOCAL);
  await page.returning();
  const release = await hold(page);
  await page.create();
  await page.run(() => void wp.logout());
  await page.page.goto("about:blank");
  release();
  stage.site.clearLog();
  await page.page.goBack();
  await page.create();
  assert.deepEqual(await page.run(() => wp.ready()), { status: "anonymous" });
  assert.deepEqual(stage.sent(), []);
});

it("a logout rejects if the engine, which alone can empty the vault, does not load", async () => {
  const page = await FrontPage.open(stage, { storage: "vault" });
  await page.returning();
  await page.page.route(ENGINE, (route) => route.abort());
  await page.create();
  assert.equal((await page.rejects(() => wp.logout())).code, "not_loaded");
  assert.equal((await page.run(() => wp.session)).reason, "logged_out");
  await page.page.unroute(ENGINE);
  await page.run(() => wp.logout());
  await page.reload();
  await page.create();
  assert.deepEqual(await page.run(() => wp.ready()), { status: "anonymous" });
});

it("a logout rejects if the engine takes too long to empty the vault", async () => {
  const page = await FrontPage.open(stage, { storage: "vault" });
  await page.returning();
  const release = await hold(page);
  await page.create();
  assert.equal((await page.rejects(() => wp.logout())).code, "storage_unavailable");
  release();
  await page.run(() => wp.logout());
});

// Holds P6 of SECURITY.md.
it("a logout that has failed before the engine was there ends no session that has begun since", async () => {
  const page = await FrontPage.open(stage, { storage: "vault" });
  await page.returning();
  const release = await hold(page);
  await page.create();
  assert.equal((await page.rejects(() => wp.logout())).code, "storage_unavailable");
  const other = await FrontPage.open(stage, { storage: "vault" }, page.page.context());
  await other.create();
  await other.run((credentials) => wp.login(credentials), credentials("subscriber"));
  const { user } = await other.run(() => wp.session);
  release();
  await page.run(() => wp.preload());
  await page.page.waitForFunction((id) => wp.session.user?.id === id, user.id);
  await other.reload();
  await other.create();
  assert.equal((await other.run(() => wp.ready())).user.id, user.id);
});

for (const [whose, user, isLeft] of [
  ["leaves another user's remembered session", "subscriber", true],
  ["ends an older session of the same user in localStorage", "editor", false],
]) {
  for (const isShown of [true, false]) {
    // Holds P6 of SECURITY.md.
    it(`a logout ${isShown ? "" : "of a session without a note "}before the engine is there ${whose}`, async () => {
      const page = await FrontPage.open(stage, { storage: "session" });
      const remember = (user) => wp.login(user, { remember: true });
      await page.create();
      await page.run(remember, credentials(user));
      const remembered = await page.run(() => ({ ...localStorage }));
      await page.run((user) => wp.login(user, { remember: false }), credentials("editor"));
      await page.run((items) => void Object.assign(localStorage, items), remembered);
      await page.reload();
      await page.run((isShown) => {
        const note = Object.keys(sessionStorage).find((name) => name.endsWith(":front"));
        if (!isShown) sessionStorage.removeItem(note);
      }, isShown);
      const release = await hold(page);
      const { session } = await page.create();
      assert.equal(session.status, isShown ? "authenticated" : "loading");
      const loggedOut = page.run(() => wp.logout());
      assert.doesNotMatch(await page.run(() => JSON.stringify({ ...sessionStorage })), /eyJ/);
      release();
      await loggedOut;
      const isStored = (await page.run(() => JSON.stringify({ ...localStorage }))).includes("eyJ");
      assert.equal(isStored, isLeft);
      await page.reload();
      await page.create();
      assert.equal(await page.run(() => wp.validate()), isLeft);
    });
  }
}

// Holds P6 of SECURITY.md.
it("a logout of a page that shows nobody ends no session of another tab", async () => {
  const page = await FrontPage.open(stage, LOCAL);
  const release = await hold(page);
  await page.create();
  assert.equal((await page.run(() => wp.ready())).status, "anonymous");
  const other = await FrontPage.open(stage, LOCAL, page.page.context());
  await other.create();
  await other.run((credentials) => wp.login(credentials), credentials("subscriber"));
  const { user } = await other.run(() => wp.session);
  const rejected = page.rejects(() => wp.logout());
  release();
  assert.equal((await rejected).code, "user_mismatch");
  assert.equal((await page.run(() => wp.session)).user.id, user.id);
  assert.equal(await other.run(() => wp.validate()), true);
});

it("a login that is left while the engine loads leaves nothing", async () => {
  const page = await FrontPage.open(stage, LOCAL);
  const release = await hold(page);
  await page.create();
  await page.run((credentials) => void wp.login(credentials), credentials("editor"));
  await page.page.goto("about:blank");
  release();
  await page.page.goBack();
  assert.deepEqual(await page.run(() => ({ ...localStorage })), {});
  assert.deepEqual(stage.sent(), []);
});
