// `remember`: the user decides at the login whether it outlives the tab.
import assert from "node:assert/strict";
import { it } from "node:test";
import { credentials } from "../../support/app.mjs";
import { setStage } from "../../support/stage.mjs";

const stage = setStage({ mock: true });
const user = credentials("editor");

const logIn = (app, remember) =>
  app.run((user, remember) => wp.login(user, { remember }), user, remember);

/** Which storages hold a token. */
const places = (app) =>
  app.run(() =>
    Object.entries({ local: localStorage, session: sessionStorage })
      .filter(([, storage]) => /eyJ/.test(JSON.stringify({ ...storage })))
      .map(([name]) => name),
  );

/** The app of one user, who is logged in to this tab alone, and that of another one, who is remembered. */
async function twoUsers() {
  const app = await stage.visit({ storage: "session" });
  await app.login("editor");
  const other = await stage.visit({ storage: "session" }, { beside: app });
  await other.run((user) => wp.login(user, { remember: true }), credentials("subscriber"));
  return { app, other };
}

/** That the remembered session of the other user is still there, also for the next visit. */
async function assertRemembered(other) {
  assert.equal(await other.run(() => wp.validate()), true);
  await other.reload();
  assert.equal(await statusOf(other), "authenticated");
  assert.equal(await other.run(() => wp.validate()), true);
}

const statusOf = (app) => app.run(async () => (await wp.ready()).status);

it("with `storage: session`, true shares the login with other tabs", async () => {
  const app = await stage.visit({ storage: "session" });
  assert.equal((await logIn(app, true)).persisted, true);
  assert.deepEqual(await places(app), ["local"]);
  const other = await stage.visit({ storage: "session" }, { beside: app });
  assert.equal(await statusOf(other), "authenticated");
  await app.reload();
  assert.equal(await statusOf(app), "authenticated");
  await other.logout();
  await app.sessionWith({ status: "anonymous" });
  assert.deepEqual(await places(app), []);
});

it("with `storage: local`, false keeps the login in the tab", async () => {
  const app = await stage.visit({ storage: "local" });
  await logIn(app, false);
  assert.deepEqual(await places(app), ["session"]);
  const other = await stage.visit({ storage: "local" }, { beside: app });
  assert.equal(await statusOf(other), "anonymous");
  await app.reload();
  assert.equal(await statusOf(app), "authenticated");
});

it("a login without it goes to the usual storage, and leaves nothing in the other", async () => {
  const app = await stage.visit({ storage: "session" });
  await logIn(app, true);
  await app.login();
  assert.deepEqual(await places(app), ["session"]);
});

it("a login that fails leaves the session where it is", async () => {
  const app = await stage.visit({ storage: "session" });
  await logIn(app, true);
  const wrong = { ...user, password: "wrong" };
  await assert.rejects(
    app.run((wrong) => wp.login(wrong, { remember: false }), wrong),
    { code: "invalid_credentials" },
  );
  assert.deepEqual(await places(app), ["local"]);
  await app.reload();
  assert.equal(await statusOf(app), "authenticated");
});

it("a logout leaves the remembered session of another user, and ends its own", async () => {
  const { app, other } = await twoUsers();
  await app.logout();
  assert.deepEqual(await places(app), ["local"]);
  await assertRemembered(other);
});

it("a login leaves the remembered session of another user, and replaces its own", async () => {
  const { app, other } = await twoUsers();
  await app.login("admin");
  assert.deepEqual(await places(app), ["local", "session"]);
  await assertRemembered(other);
  await app.run((user) => wp.login(user, { remember: true }), credentials("admin"));
  assert.deepEqual(await places(app), ["local"], "all tabs share this one");
});

it("a logout ends all sessions of its user, also an older one in the other storage", async () => {
  const app = await stage.visit({ storage: "session" });
  await logIn(app, true);
  const remembered = await app.run(() => ({ ...localStorage }));
  await app.login();
  await app.run((items) => void Object.assign(localStorage, items), remembered);
  assert.deepEqual(await places(app), ["local", "session"]);
  await app.logout();
  assert.deepEqual(await places(app), []);
});

it("is refused where nothing outlives the page, before anything is sent", async () => {
  const app = await stage.visit({ storage: "memory" });
  stage.site.clearLog();
  await assert.rejects(logIn(app, true), { code: "invalid_option", sent: "no" });
  assert.deepEqual(stage.sent(), []);
});
