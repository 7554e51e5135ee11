// PRO refreshes: one refresh for any number of calls, and no call lost.
import assert from "node:assert/strict";
import { it } from "node:test";
import { jwt } from "../../support/app.mjs";
import { setStage } from "../../support/stage.mjs";

const stage = setStage({ mode: "pro" });
const REFRESH = "POST /jwt-auth/v1/token/refresh";
const ME = "/wp/v2/users/me";

async function visitLoggedIn(client, changes) {
  stage.site.setOptions({ rate_limit: 10_000, ...changes });
  const app = await stage.visit(client);
  await app.login();
  stage.site.clearLog();
  return app;
}

/** Calls in the page at a time when the token counts as expired and no timer knows it yet. */
const callExpired = (app, init, times = 1) =>
  app.run(
    async (init, times) => {
      const { now } = Date;
      const jump = wp.session.expiresAt - now();
      Date.now = () => now() + jump;
      const one = async () => {
        try {
          return (await wp.fetch("/wp/v2/users/me", init)).status;
        } catch ({ code, sent }) {
          return [code, sent];
        }
      };
      const all = await Promise.all(Array.from({ length: times }, one));
      return times === 1 ? all[0] : all;
    },
    init,
    times,
  );

const refreshes = () => stage.calls().filter((line) => line.startsWith(REFRESH));

it("refreshes when asked, with one request and without the old token", async () => {
  const app = await visitLoggedIn();
  // Two tokens of the same second would be the same.
  stage.site.setOptions({ lifetime: 700 });
  const [before, after, session] = await app.run(async () => {
    const before = wp.token();
    const session = await wp.refresh();
    return [before, wp.token(), session];
  });
  assert.match(after, jwt);
  assert.notEqual(after, before);
  assert.equal(session.canRefresh, true);
  assert.equal(session.user.email, "editor@example.com");
  assert.deepEqual(stage.sent(), [REFRESH]);
  assert.deepEqual(stage.site.log()[0].fields, ["refresh_token"]);
  assert.equal((await app.fetch(ME, { auth: "required" })).status, 200);
  // PRO rotates: the second refresh works only with what the first one gave.
  assert.equal((await app.call("refresh")).status, "authenticated");
  assert.equal((await app.fetch(ME, { auth: "required" })).status, 200);
});

it("refreshes once for twenty calls, and loses none", async () => {
  const app = await visitLoggedIn();
  const statuses = await callExpired(app, { auth: "required" }, 20);
  assert.deepEqual(statuses, Array(20).fill(200));
  assert.deepEqual(refreshes(), [REFRESH]);
  assert.equal(stage.calls().length, 21);
});

it("refreshes by itself before the token expires", async () => {
  const app = await visitLoggedIn({}, { lifetime: 8 });
  const [before, after] = await app.run(async () => {
    const before = [wp.token(), wp.session.expiresAt];
    await window.until(() => wp.session.expiresAt !== before[1]);
    return [before[0], wp.token()];
  });
  assert.match(after, jwt);
  assert.notEqual(after, before);
  assert.equal((await app.session()).status, "authenticated");
});

for (const [mode, outcome] of [
  ["on-demand", 200],
  ["manual", ["refresh_failed", "no"]],
]) {
  it(`with refresh: "${mode}" answers an expired call with ${outcome}`, async () => {
    const app = await visitLoggedIn({ refresh: mode });
    assert.deepEqual(await callExpired(app, { auth: "required" }), outcome);
    assert.equal((await app.session()).status, "authenticated");
    assert.equal(refreshes().length, mode === "manual" ? 0 : 1);
    assert.equal((await app.call("refresh")).status, "authenticated");
  });
}

it("cures a token that the server forgot, and sends the call again", async () => {
  const app = await visitLoggedIn();
  stage.site.setOptions({ secret: "another secret for tests, long enough as well" });
  const { status, body } = await app.fetch("/wp/v2/posts", {
    method: "POST",
    json: { title: "Sent twice, written once", status: "draft" },
  });
  assert.equal(status, 201);
  assert.equal(body.title.raw, "Sent twice, written once");
  assert.deepEqual(stage.calls(), [
    "POST /wp/v2/posts +token",
    REFRESH,
    "POST /wp/v2/posts +token",
  ]);
});

for (const [code, reason] of [
  ["jwt_auth_invalid_refresh_token", "revoked"],
  ["jwt_auth_user_not_found", "revoked"],
  ["jwt_auth_expired_refresh_token", "expired"],
]) {
  it(`ends the session when the refresh is refused with ${code}`, async () => {
    const app = await visitLoggedIn({}, { refresh_error: code });
    assert.deepEqual(await callExpired(app, { method: "POST" }), ["session_expired", "no"]);
    assert.deepEqual(await app.session(), { status: "anonymous", reason });
    assert.doesNotMatch(await app.stored(), jwt);
    assert.deepEqual(stage.calls(), [REFRESH]);
  });
}

it("sends a GET as nobody once the refresh was refused, a required one not at all", async () => {
  const app = await visitLoggedIn({}, { refresh_error: "jwt_auth_invalid_refresh_token" });
  assert.equal(await callExpired(app, {}), 401);
  assert.deepEqual(stage.calls(), [REFRESH, `GET ${ME}`]);

  const other = await visitLoggedIn({}, { refresh_error: "jwt_auth_invalid_refresh_token" });
  const outcome = await callExpired(other, { auth: "required" });
  assert.deepEqual(outcome, ["session_expired", "no"]);
});

it("keeps the session when the refresh could not be completed, and sends nothing as nobody", async () => {
  const app = await visitLoggedIn();
  stage.site.setOptions({ answers: [{ route: "refresh", times: 1, status: 502, body: "" }] });
  assert.deepEqual(await callExpired(app, {}), ["refresh_failed", "no"]);
  assert.equal((await app.session()).status, "authenticated");
  // The error's hint may come from a look at the index, but the call itself is not sent.
  assert.deepEqual(
    stage.calls().filter((call) => call !== "GET /"),
    [REFRESH],
  );
  // The next call tries again, and gets through.
  assert.equal((await app.fetch(ME)).status, 200);
});

it("gives a token that is good for as long as wanted", async () => {
  const app = await visitLoggedIn({}, { lifetime: 600 });
  stage.site.setOptions({ lifetime: 1200 });
  const [now, enough, longer] = await app.run(async () => [
    wp.token(),
    await wp.getToken({ minValidity: 300 }),
    await wp.getToken({ minValidity: 900 }),
  ]);
  assert.equal(enough, now);
  assert.match(longer, jwt);
  assert.notEqual(longer, now);
  assert.deepEqual(refreshes(), [REFRESH]);
});

it("says that the free plugin cannot", async () => {
  stage.site.setOptions({ mode: "free" });
  const app = await stage.visit();
  await assert.rejects(app.call("refresh"), { code: "not_authenticated", sent: "no" });
  await app.login();
  await assert.rejects(app.call("refresh"), { code: "refresh_unsupported", sent: "no" });
  assert.equal((await app.session()).canRefresh, false);
});

it("keeps a refreshed session over a reload", async () => {
  const app = await visitLoggedIn();
  await app.call("refresh");
  await app.reload();
  assert.equal((await app.call("ready")).canRefresh, true);
  assert.equal((await app.call("refresh")).status, "authenticated");
  assert.equal((await app.fetch(ME, { auth: "required" })).status, 200);
});

it("waits as long as a rate limit says", async () => {
  const app = await visitLoggedIn();
  stage.site.setOptions({ rate_limit: 0 });
  await assert.rejects(app.login(), { code: "rate_limited", status: 429, sent: "answered" });
  await assert.rejects(app.call("refresh"), { code: "rate_limited", status: 429 });
  assert.equal((await app.session()).status, "authenticated");
});
