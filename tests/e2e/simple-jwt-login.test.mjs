// "Simple JWT Login", 3.x and 4.0. Its refusals come without CORS headers unless the site switches
// the plugin's own on, so most of them look like a failed connection to a page elsewhere.
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { password } from "../support/app.mjs";
import { nextSecond } from "../support/clock.mjs";
import { setStage } from "../support/stage.mjs";
import { skipMode } from "../wordpress/harness.mjs";

const SLUG = "simple-jwt-login";
const stage = setStage({ server: SLUG });
const ME = "/wp/v2/users/me";
const INDEX = "GET /";
const to = (route, namespace = `${SLUG}/v1`) => `POST /${namespace}/auth${route}`;
const [LOGIN, REFRESH, REVOKE] = ["", "/refresh", "/revoke"].map((route) => to(route));
const readable = { cors_origin: "*" };

/** Runs the tests once for each version that they are true of; `by` picks what holds for it. */
function versions(modes, tests) {
  for (const mode of modes) {
    describe(`simple-jwt-login ${mode}`, { skip: skipMode(mode) }, () => {
      beforeEach(async () => {
        await nextSecond();
        stage.site.setOptions({ mode });
      });
      tests((three, four) => (mode === "3" ? three : four));
    });
  }
}

async function visitLoggedIn(client, settings) {
  if (settings) stage.site.setOptions(settings);
  const app = await stage.visit(client);
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

versions(["3", "4"], (by) => {
  it("is found by itself, then logs in with one request", async () => {
    const app = await stage.visit({ plugin: "auto" });
    const { plugin, canRefresh, user } = await app.login();
    assert.deepEqual([plugin, canRefresh], [SLUG, true]);
    assert.deepEqual([user.username, user.email], ["editor", "editor@example.com"]);
    assert.deepEqual(stage.sent(), [INDEX, LOGIN]);
    assert.equal((await app.json(ME, { auth: "required" })).id, user.id);
    await app.logout();
    stage.site.clearLog();
    await app.reload();
    await nextSecond();
    await app.login("editor@example.com", password("editor"));
    assert.deepEqual(stage.sent(), [LOGIN]);
    assert.deepEqual(stage.site.log()[0].fields.toSorted(), ["email", "password"]);
    assert.equal(await app.call("validate"), true);
  });

  it("keeps its session over a reload, and renews it", async () => {
    const app = await visitLoggedIn();
    await app.reload();
    assert.equal((await app.call("ready")).canRefresh, true);
    stage.site.setOptions({ lifetime: 7200 });
    const before = await app.call("token");
    assert.equal(await callExpired(app, { auth: "required" }), 200);
    assert.deepEqual(stage.calls(), [REFRESH, `GET ${ME} +token`]);
    assert.deepEqual(stage.site.log()[0].fields.toSorted(), by(["JWT"], ["JWT", "refresh_token"]));
    assert.notEqual(await app.call("token"), before);
    // 4.0 rotates: the second refresh works only with what the first one gave.
    await nextSecond();
    assert.equal((await app.call("refresh")).status, "authenticated");
  });

  it("refuses a wrong password, where the page may read that", async () => {
    stage.site.setOptions(readable);
    const app = await stage.visit();
    await assert.rejects(app.login("editor", "wrong-4711"), {
      code: "invalid_credentials",
      wpCode: "48",
      status: by(400, 401),
      sent: "answered",
    });
    assert.deepEqual(await app.session(), { status: "anonymous" });
  });

  // The plugin counts failed logins, so presskey does not ask again to be sure.
  it("names the plugin's CORS setting if no answer can be read", async () => {
    const app = await stage.visit();
    await assert.rejects(app.login("editor", "wrong-4711"), ({ code, hint }) => {
      assert.equal(code, "unreachable");
      assert.match(hint, /Simple JWT Login > CORS/);
      return true;
    });
  });

  it("sends an auth code along, as a credential or by the description", async () => {
    stage.site.setOptions({
      ...readable,
      auth_code: "open-sesame-4711",
      auth_code_routes: ["auth", "refresh"],
    });
    const credentials = { username: "editor", password: password("editor") };
    const app = await stage.visit();
    await assert.rejects(app.call("login", credentials), { code: "forbidden" });
    await app.call("login", { ...credentials, AUTH_KEY: "open-sesame-4711" });
    const code = { AUTH_KEY: "open-sesame-4711" };
    const plugin = {
      id: SLUG,
      login: { body: { username: "$username", password: "$password", ...code } },
      refresh: { body: { JWT: "$token", refresh_token: "$?refreshToken", ...code } },
    };
    const other = await stage.visit({ plugin });
    await other.login();
    assert.equal((await other.call("refresh")).status, "authenticated");
  });

  it("moves to another namespace and another header", async () => {
    stage.site.setOptions({ namespace: "door/v2", token_header: "X-Token", ...readable });
    const plugin = { id: SLUG, namespace: "door/v2", header: "X-Token", scheme: "" };
    const app = await stage.visit({ plugin });
    assert.equal((await app.login()).plugin, SLUG);
    assert.deepEqual(stage.sent(), [to("", "door/v2")]);
    // WordPress allows no such header across origins: the browser itself must refuse.
    const sent = await app.run(async () => {
      const seen = [];
      const { fetch } = window;
      window.fetch = (input, init) => {
        seen.push(new Request(input, init).headers.get("x-token"));
        return fetch(input, init);
      };
      await wp.fetch("/wp/v2/users/me").catch(() => {});
      return seen[0] === wp.token();
    });
    assert.equal(sent, true);
  });

  it("ends at a token that was revoked elsewhere", async () => {
    const app = await visitLoggedIn({}, { ...readable });
    const token = await app.call("token");
    await fetch(`${stage.site.url}/wp-json/${SLUG}/v1/auth/revoke`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
    });
    const outcome = app.fetch(ME, { auth: "required" });
    await assert.rejects(
      outcome.then(({ status }) => Promise.reject({ code: status })),
      ({ code }) => {
        assert.ok(["session_expired", 401].includes(code), code);
        return true;
      },
    );
    assert.deepEqual(await app.session(), { status: "anonymous", reason: "revoked" });
  });

  it("takes no answer for nobody where tokens count on the plugin's own routes only", async () => {
    const app = await visitLoggedIn({}, { all_endpoints: false });
    const { status } = await app.fetch(ME);
    assert.equal(status, 401);
    assert.deepEqual(stage.calls(), [`GET ${ME} +token`, REFRESH, `GET ${ME} +token`]);
    assert.equal((await app.session()).status, "authenticated");
    stage.site.clearLog();
    // Not again for every call: a refresh does not help.
    assert.equal((await app.fetch(ME)).status, 401);
    assert.deepEqual(stage.calls(), [`GET ${ME} +token`]);
    await assert.rejects(app.json(ME), {
      code: "not_authenticated",
      hint: /All WordPress endpoints/,
    });
  });

  it("ends when a refresh is refused twice in words that the page may not read", async () => {
    const app = await visitLoggedIn();
    stage.site.setOptions({ secret: "another secret for tests, long enough as well" });
    if (by(false, true)) {
      await fetch(`${stage.site.url}/wp-json/${SLUG}/v1/auth/refresh`, {
        method: "POST",
        body: await app.run(() => {
          const { refreshToken } = JSON.parse(
            sessionStorage.getItem(
              Object.keys(sessionStorage).find((key) =>
                sessionStorage.getItem(key).includes("refreshToken"),
              ),
            ),
          );
          return `refresh_token=${refreshToken}`;
        }),
        headers: { "content-type": "application/x-www-form-urlencoded" },
      });
    }
    stage.site.clearLog();
    await assert.rejects(app.call("refresh"), { sent: "no" });
    assert.equal((await app.session()).status, "authenticated");
    assert.deepEqual(stage.calls(), [REFRESH, INDEX]);
    await assert.rejects(app.call("refresh"), { code: "session_expired" });
    assert.deepEqual(await app.session(), { status: "anonymous", reason: "expired" });
    assert.deepEqual(stage.calls(), [REFRESH, INDEX, REFRESH, INDEX]);
  });

  it("keeps the session while the site cannot be reached at all", async () => {
    const app = await visitLoggedIn();
    await app.page.route(`${stage.site.url}/**`, (route) => route.abort());
    for (let time = 0; time < 3; time++) {
      await assert.rejects(app.call("refresh"), { code: "unreachable", sent: "no" });
    }
    assert.equal((await app.session()).status, "authenticated");
  });

  it("revokes on logout, in 4.0 only if everywhere was meant", async () => {
    const app = await visitLoggedIn();
    await app.logout();
    assert.deepEqual(stage.calls(), by([`${REVOKE} +token`], []));
    await nextSecond();
    await app.login();
    const token = await app.call("token");
    stage.site.clearLog();
    await app.logout({ everywhere: true });
    assert.deepEqual(stage.calls(), [`${REVOKE} +token`]);
    const answer = await fetch(`${stage.site.url}/wp-json/${SLUG}/v1/auth/validate`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
    });
    assert.equal(answer.status, 401);
  });
});

versions(["4"], () => {
  const factor = { second_factor: { editor: "123456" }, ...readable };

  it("asks for a second factor, and logs in with it", async () => {
    stage.site.setOptions(factor);
    const app = await stage.visit({ plugin: "auto" });
    await assert.rejects(app.login(), (error) => {
      assert.equal(error.code, "second_factor_required");
      assert.match(error.secondFactor.provider, /^Two_Factor/);
      assert.equal(error.sent, "answered");
      assert.doesNotMatch(error.everything, /eyJ/);
      return true;
    });
    assert.deepEqual(await app.session(), { status: "anonymous" });
    assert.doesNotMatch(await app.stored(), /eyJ/);
    await assert.rejects(app.call("login", { code: "000000" }), {
      code: "invalid_credentials",
      wpCode: "109",
    });
    const { status, user } = await app.call("login", { code: "123456" });
    assert.deepEqual([status, user.username], ["authenticated", "editor"]);
    assert.equal((await app.json(ME)).id, user.id);
    await nextSecond();
    assert.equal((await app.call("refresh")).status, "authenticated");
    await assert.rejects(app.call("login", { code: "123456" }), { code: "invalid_option" });
  });

  it("forgets the second factor with a logout, and after ten minutes", async () => {
    stage.site.setOptions(factor);
    const app = await stage.visit();
    const wanted = { code: "second_factor_required" };
    await assert.rejects(app.login(), wanted);
    await app.logout();
    await assert.rejects(app.call("login", { code: "123456" }), { code: "invalid_option" });
    await assert.rejects(app.login(), wanted);
    const late = app.run(() => {
      const { now } = Date;
      Date.now = () => now() + 600_001;
      return wp.login({ code: "123456" });
    });
    await assert.rejects(late, { code: "invalid_option", sent: "no" });
  });

  it("passes on that there were too many attempts", async () => {
    stage.site.setOptions({ ...factor, second_factor_wait: 60 });
    const app = await stage.visit();
    await assert.rejects(app.login(), { code: "second_factor_required" });
    await assert.rejects(app.call("login", { code: "000000" }), { code: "rate_limited" });
  });

  it("keeps the session that there was while a second factor is missing", async () => {
    const app = await visitLoggedIn({}, readable);
    const session = await app.session();
    stage.site.setOptions({ second_factor: { admin: "123456" } });
    await assert.rejects(app.login("admin"), { code: "second_factor_required" });
    assert.deepEqual(await app.session(), session);
    assert.equal((await app.call("login", { code: "123456" })).user.username, "admin");
  });

  it("ends with another device's logout from everywhere", async () => {
    const one = await visitLoggedIn({}, readable);
    const two = await visitLoggedIn({});
    await two.logout({ everywhere: true });
    assert.deepEqual(await callExpired(one, { auth: "required" }), ["session_expired", "no"]);
    assert.deepEqual(await one.session(), { status: "anonymous", reason: "revoked" });
  });
});
