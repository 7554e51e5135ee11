// "JWT Auth" of Useful Team: a token of ten minutes, and a cookie that renews it.
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { password } from "../support/app.mjs";
import { setStage } from "../support/stage.mjs";
import { skipMode } from "../wordpress/harness.mjs";

const stage = setStage({ server: "jwt-auth" });
const LOGIN = "POST /jwt-auth/v1/token";
const ME = "/wp/v2/users/me";
const day = 86_400_000;

/** Runs the tests once for each version that they are true of. */
function versions(modes, tests) {
  for (const mode of modes) {
    describe(`jwt-auth ${mode}`, { skip: skipMode(mode) }, () => {
      beforeEach(() => stage.site.setOptions({ mode }));
      tests(mode);
    });
  }
}

/** A visitor whose page and site are one site, unless `more` says otherwise. */
async function visitLoggedIn(client, more) {
  const app = await stage.visit(client, more);
  await app.login();
  stage.site.clearLog();
  return app;
}

/** Calls at a time when the token counts as expired and no timer knows it yet. */
const callExpired = (app, init) =>
  app.run(async (init) => {
    const { now } = Date;
    const jump = wp.session.expiresAt - now();
    Date.now = () => now() + jump;
    try {
      return (await wp.fetch("/wp/v2/users/me", init)).status;
    } catch ({ code, sent }) {
      return [code, sent];
    }
  }, init);

const devices = () => new Set(stage.site.log().map(({ fields }) => fields.includes("device")));

versions(["2", "3", "3-next"], (mode) => {
  it("is found by itself, and logs in", async () => {
    const app = await stage.visit({ plugin: "auto" });
    const session = await app.login();
    assert.equal(session.plugin, "jwt-auth");
    assert.equal(session.canRefresh, mode !== "2");
    assert.equal(session.user.email, "editor@example.com");
    assert.equal(session.user.displayName, "Edith Editor");
    assert.equal(session.user.nicename, "editor");
    assert.ok(Number.isInteger(session.user.id));
    const calls = stage.calls();
    assert.ok(calls.length <= 3, calls.join());
    assert.equal(calls.at(-1), LOGIN);
    assert.equal((await app.json(ME, { auth: "required" })).id, session.user.id);
    assert.equal(await app.call("validate"), true);
    await app.logout();
    stage.site.clearLog();
    // The second one has to vouch for the password, as the browser has a cookie.
    assert.equal((await app.login()).canRefresh, mode !== "2");
    assert.deepEqual(stage.calls(), mode === "2" ? [LOGIN] : [LOGIN, LOGIN]);
  });

  it("logs in with one request when it is named", async () => {
    const app = await stage.visit();
    await app.login();
    assert.deepEqual(stage.sent(), [LOGIN]);
    await app.reload();
    assert.equal((await app.call("ready")).status, "authenticated");
    assert.equal((await app.fetch(ME, { auth: "required" })).status, 200);
  });

  for (const [what, username, secret, wpCode] of [
    ["a wrong password", "editor", "wrong-4711", "incorrect_password"],
    ["an unknown user", "nobody-4711", "wrong-4711", "invalid_username"],
  ]) {
    it(`says invalid_credentials for ${what}`, async () => {
      const app = await stage.visit();
      const status = mode === "2" ? 403 : 401;
      const wanted = { code: "invalid_credentials", wpCode, status, sent: "answered" };
      await assert.rejects(app.login(username, secret), wanted);
      assert.deepEqual(await app.session(), { status: "anonymous" });
    });
  }

  it("tells a token of another secret from a good one", async () => {
    const app = await visitLoggedIn();
    stage.site.setOptions({ secret: "another secret for tests, long enough as well" });
    assert.equal(await app.call("validate"), false);
  });
});

versions(["3", "3-next"], (mode) => {
  it("renews by the cookie, in silence", async () => {
    const app = await visitLoggedIn();
    const before = await app.call("token");
    stage.site.setOptions({ lifetime: 700 });
    assert.equal(await callExpired(app, { auth: "required" }), 200);
    assert.deepEqual(stage.calls(), [LOGIN, `GET ${ME} +token`]);
    assert.deepEqual(stage.site.log()[0].fields, ["device"]);
    assert.notEqual(await app.call("token"), before);
    assert.equal((await app.session()).user.displayName, "Edith Editor");
  });

  it("still renews after a reload", async () => {
    const app = await visitLoggedIn();
    await app.reload();
    assert.equal((await app.call("ready")).canRefresh, true);
    assert.equal((await app.call("refresh")).status, "authenticated");
    assert.deepEqual([...devices()], [true]);
  });

  it("sends cookies to its own routes only", async () => {
    const app = await visitLoggedIn();
    await app.fetch(ME);
    await app.call("validate");
    await app.call("refresh");
    assert.deepEqual(
      stage.site
        .log()
        .filter(({ method }) => method !== "OPTIONS")
        .map(({ cookie }) => cookie),
      [false, false, true],
    );
  });

  it("exchanges the cookie for a new one when it has grown old", async () => {
    const app = await visitLoggedIn();
    const age = (days) =>
      app.run(
        (at) => {
          const key = Object.keys(localStorage).find((name) => name.endsWith(":cookie"));
          localStorage.setItem(key, at);
        },
        Date.now() - days * day,
      );
    await age(6);
    await app.call("refresh");
    assert.deepEqual(stage.calls(), [LOGIN]);
    await age(8);
    stage.site.clearLog();
    await app.call("refresh");
    await app.call("refresh");
    assert.deepEqual(stage.calls(), [LOGIN, `${LOGIN}/refresh`, LOGIN]);
  });

  it("cannot be renewed after a logout, nor in a fresh tab", async () => {
    const app = await visitLoggedIn();
    await app.logout();
    assert.deepEqual(stage.calls(), []);
    await assert.rejects(app.call("refresh"), { code: "not_authenticated", sent: "no" });
    await app.reload();
    assert.equal((await app.call("ready")).status, "anonymous");
    const other = await stage.visit({}, { beside: await visitLoggedIn() });
    stage.site.clearLog();
    assert.deepEqual(await other.call("ready"), { status: "anonymous" });
    assert.equal((await other.fetch(ME)).status, 401);
    await assert.rejects(other.call("refresh"), { code: "not_authenticated", sent: "no" });
    assert.ok(!stage.calls().includes(LOGIN));
  });

  it("looks at the password although the browser holds the cookie of an earlier login", async () => {
    const app = await visitLoggedIn();
    await app.logout();
    await assert.rejects(app.login("editor", "wrong-4711"), { code: "invalid_credentials" });
    assert.equal((await app.session()).status, "anonymous");
    assert.equal((await app.login()).canRefresh, true);
    assert.equal((await app.call("refresh")).status, "authenticated");
  });

  it("lets nobody in as another user", async () => {
    const app = await visitLoggedIn();
    await app.logout();
    const login = app.login("admin");
    if (mode === "3") await assert.rejects(login, { code: "user_mismatch", hint: /cookie/ });
    else assert.equal((await login).user.email, "admin@example.com");
    const { status, user } = await app.session();
    if (mode === "3") assert.equal(status, "anonymous");
    else assert.equal((await app.json(ME)).id, user.id);
  });

  it("ends the session of one whose cookie another user took over", async () => {
    const app = await visitLoggedIn();
    const [cookie] = await app.page.context().cookies(stage.site.url);
    const other = await visitLoggedIn();
    await other.logout();
    const admin = await stage.visit({ storageKey: "admin" });
    await admin.login("admin");
    const [foreign] = await admin.page.context().cookies(stage.site.url);
    const { device } = await admin.run(() => ({ device: localStorage.getItem("admin:device") }));
    await app.page.context().addCookies([{ ...cookie, value: foreign.value }]);
    await app.run((device) => {
      const key = Object.keys(localStorage).find((name) => name.endsWith(":device"));
      localStorage.setItem(key, device);
    }, device);
    await app.call("refresh").catch(() => {});
    assert.deepEqual(await app.session(), { status: "anonymous", reason: "rejected" });
  });

  it("says why it cannot renew across sites, and that from the start", async () => {
    const app = await stage.visit({}, { host: "localhost" });
    const session = await app.login();
    assert.equal(session.canRefresh, false);
    assert.deepEqual(
      stage.site.log().map(({ cookie }) => cookie),
      [false],
    );
    assert.equal((await app.fetch(ME, { auth: "required" })).status, 200);
    await assert.rejects(app.call("refresh"), (error) => {
      assert.equal(error.code, "refresh_unsupported");
      assert.equal(error.sent, "no");
      assert.match(error.hint, /cookie/);
      assert.match(error.hint, /domain/);
      return true;
    });
    assert.deepEqual(await callExpired(app, { auth: "required" }), ["session_expired", "no"]);
    assert.deepEqual(await app.session(), { status: "anonymous", reason: "expired" });
  });

  it("renews a token that the site takes for none, once, and repeats the call", async () => {
    const app = await visitLoggedIn();
    stage.site.setOptions({ secret: "another secret for tests, long enough as well" });
    const init = { method: "POST", json: { title: "Once", status: "draft" } };
    assert.equal((await app.fetch("/wp/v2/posts", init)).status, 201);
    const POST = "POST /wp/v2/posts +token";
    assert.deepEqual(stage.calls(), [POST, LOGIN, POST]);
  });

  it("ends when the cookie is gone, and never answers for nobody as if for the user", async () => {
    for (const [init, outcome] of [
      [{ auth: "required" }, ["session_expired", "no"]],
      [{}, 401],
    ]) {
      const app = await visitLoggedIn();
      await app.page.context().clearCookies();
      assert.deepEqual(await callExpired(app, init), outcome);
      assert.deepEqual(await app.session(), { status: "anonymous", reason: "expired" });
      assert.deepEqual(stage.calls(), outcome === 401 ? [LOGIN, `GET ${ME}`] : [LOGIN]);
      stage.site.clearLog();
    }
  });

  it("ends when another login of the same device made the cookie obsolete", async () => {
    const app = await visitLoggedIn();
    const device = await app.run(() => {
      const key = Object.keys(localStorage).find((name) => name.endsWith(":device"));
      return localStorage.getItem(key);
    });
    const form = { username: "editor", password: password("editor"), device };
    const url = `${stage.site.url}/wp-json/jwt-auth/v1/token`;
    await fetch(url, { method: "POST", body: new URLSearchParams(form) });
    assert.deepEqual(await callExpired(app, { method: "POST" }), ["session_expired", "no"]);
    assert.deepEqual(await app.session(), { status: "anonymous", reason: "revoked" });
  });
});

versions(["2"], () => {
  it("ends at a token that the site refuses", async () => {
    const app = await visitLoggedIn({ plugin: "auto" });
    stage.site.setOptions({ secret: "another secret for tests, long enough as well" });
    assert.equal((await app.fetch("/wp/v2/posts")).status, 200);
    assert.deepEqual(await app.session(), { status: "anonymous", reason: "rejected" });
    assert.deepEqual(stage.calls(), ["GET /wp/v2/posts +token", "GET /wp/v2/posts"]);
  });
});

for (const mode of ["2", "3", "3-next"]) {
  it(`the doctor finds jwt-auth ${mode}`, { skip: skipMode(mode) }, async () => {
    stage.site.setOptions({ mode });
    const app = await stage.visit({ plugin: "auto" });
    await app.login();
    assert.equal((await app.call("diagnose")).plugin, "jwt-auth");
  });
}
