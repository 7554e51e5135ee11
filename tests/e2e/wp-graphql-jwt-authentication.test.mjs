// "WPGraphQL JWT Authentication": tokens of five minutes, a refresh token of a year, and newer tokens
// in the headers of responses. Everything but WordPress's own routes goes through /graphql.
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { lacks } from "../support/browser.mjs";
import { setStage } from "../support/stage.mjs";
import { sign, skipMode, skipReal } from "../wordpress/harness.mjs";

const SLUG = "wp-graphql-jwt-authentication";
const stage = setStage({ server: SLUG });
const ME = "/wp/v2/users/me";
const another = { secret: "another secret for tests, long enough as well" };
const viewer = { method: "POST", json: { query: "{ viewer { databaseId } }" } };

/** Runs the tests once for each version that they are true of. */
function versions(modes, tests) {
  for (const mode of modes) {
    describe(`wp-graphql-jwt-authentication ${mode}`, { skip: skipMode(mode) }, () => {
      beforeEach(() => stage.site.setOptions({ mode }));
      tests();
    });
  }
}

/** Requests at the endpoint, or at a route: the log knows pages by their path alone. */
const posts = () => stage.calls().filter((line) => line.startsWith("POST (page)"));

async function visitLoggedIn(client, settings) {
  if (settings) stage.site.setOptions(settings);
  const app = await stage.visit(client);
  await app.login();
  stage.site.clearLog();
  return app;
}

/** Calls at a time when the token counts as expired and no timer knows it yet. */
const callExpired = (app, path, init) =>
  app.run(
    async (path, init) => {
      const { now } = Date;
      const jump = wp.session.expiresAt - now();
      Date.now = () => now() + jump;
      try {
        return await wp.json(path, init);
      } catch ({ code, sent }) {
        return [code, sent];
      }
    },
    path,
    init,
  );

versions(["0.6", "0.7"], () => {
  it("is found by itself, then logs in with one request", async () => {
    const app = await stage.visit({ plugin: "auto" });
    const { plugin, canRefresh, user } = await app.login();
    assert.deepEqual([plugin, canRefresh], [SLUG, true]);
    assert.deepEqual(
      [user.username, user.email, user.displayName, user.nicename],
      ["editor", "editor@example.com", "Edith Editor", "editor"],
    );
    const calls = stage.calls();
    assert.ok(calls.length <= 4 && calls.at(-1).startsWith("POST"), calls.join());
    await app.logout();
    stage.site.clearLog();
    await app.reload();
    await app.login();
    assert.equal(stage.calls().length, 1, stage.calls().join());
    assert.equal(await app.call("validate"), true);
  });

  it("carries the token to /graphql and to WordPress's own routes, over a reload", async () => {
    const app = await visitLoggedIn();
    const { user } = await app.session();
    await app.reload();
    const answer = await app.json("/graphql", viewer);
    assert.equal(answer.data.viewer.databaseId, user.id);
    assert.equal((await app.json(ME, { auth: "required" })).id, user.id);
    const get = await app.json("/graphql", { query: { query: "{ viewer { databaseId } }" } });
    assert.equal(get.data.viewer.databaseId, user.id);
  });

  for (const [what, username, secret] of [
    ["a wrong password", "editor", "wrong-4711"],
    ["an unknown user", "nobody-4711", "wrong-4711"],
  ]) {
    it(`says invalid_credentials for ${what}, in plain text`, async () => {
      const app = await stage.visit();
      await assert.rejects(app.login(username, secret), (error) => {
        assert.equal(error.code, "invalid_credentials");
        assert.equal(error.sent, "answered");
        assert.doesNotMatch(error.message, /[<>]|&\w+;/);
        return true;
      });
      assert.deepEqual(await app.session(), { status: "anonymous" });
    });
  }
});

versions(["0.7"], () => {
  it("says so when the site has no secret", async () => {
    stage.site.setOptions({ bad_config: true });
    const app = await stage.visit();
    await assert.rejects(app.login(), { code: "server_misconfigured" });
  });

  it("renews an expired token before a call, and keeps the user", async () => {
    const app = await visitLoggedIn();
    const { user } = await app.session();
    stage.site.setOptions({ lifetime: 600 });
    const answer = await callExpired(app, "/graphql", viewer);
    assert.equal(answer.data.viewer.databaseId, user.id);
    assert.equal(posts().length, 2);
    assert.deepEqual((await app.session()).user, user);
    assert.equal((await app.call("refresh")).status, "authenticated");
  });

  it("takes a newer token out of an answer's header, never an older one", {
    skip: skipReal,
  }, async () => {
    const app = await visitLoggedIn({}, { graphql_debug: true });
    const before = await app.call("token");
    stage.site.setOptions({ clock_offset: 60 });
    await app.json("/graphql", viewer);
    const newer = await app.call("token");
    assert.notEqual(newer, before);
    stage.site.setOptions({ clock_offset: 0 });
    assert.equal((await app.json("/graphql", viewer)).errors, undefined);
    assert.equal(await app.call("token"), newer);
    await app.reload();
    assert.equal(await app.call("token"), newer);
  });

  const refetched = { skip: lacks("refetching") };
  it("takes no token of another user out of a header", refetched, async () => {
    const app = await visitLoggedIn();
    const { user } = await app.session();
    const now = Math.floor(Date.now() / 1000);
    const data = { user: { id: String(user.id + 1) } };
    const foreign = sign({ iss: stage.site.url, iat: now + 90, nbf: now, exp: now + 400, data });
    await app.page.route(`${stage.site.url}/graphql`, async (route) => {
      const response = await route.fetch();
      const headers = { ...response.headers(), "x-jwt-auth": foreign };
      await route.fulfill({ response, headers });
    });
    const before = await app.call("token");
    await app.json("/graphql", viewer);
    assert.equal(await app.call("token"), before);
    assert.deepEqual((await app.session()).user, user);
  });

  it("validates, and ends at a token that the site does not take", async () => {
    const app = await visitLoggedIn();
    stage.site.setOptions(another);
    await app.call("validate");
    assert.equal(await app.call("validate"), false);
    await assert.rejects(app.json(ME, { auth: "required" }), { code: "session_expired" });
    assert.equal((await app.session()).status, "anonymous");
  });

  it("renews once where WordPress takes the token for none, and then ends", async () => {
    const app = await visitLoggedIn();
    stage.site.setOptions(another);
    assert.equal((await app.fetch(ME)).status, 401);
    assert.deepEqual(await app.session(), { status: "anonymous", reason: "expired" });
    assert.deepEqual(stage.calls().slice(-1), [`GET ${ME}`]);
    assert.equal(posts().length, 1);
  });

  it("has nothing to revoke with, and is over here all the same", async () => {
    const app = await visitLoggedIn();
    await app.logout({ everywhere: true });
    assert.deepEqual(stage.calls(), []);
    assert.deepEqual(await app.session(), { status: "anonymous", reason: "logged_out" });
  });
});
