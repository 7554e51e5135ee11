// onLoginRequired: a call that lacks a session may wait for one.
import assert from "node:assert/strict";
import { it } from "node:test";
import { credentials } from "../../support/app.mjs";
import { setStage } from "../../support/stage.mjs";

const stage = setStage({ mock: true });
const ME = "/wp/v2/users/me";
const REQUIRED = { auth: "required" };

/** The page is asked through `window.answer`, and writes down why. */
const asking = () => {
  window.reasons = [];
  return {
    onLoginRequired: async (reason) => {
      window.reasons.push(reason);
      return window.answer(reason);
    },
  };
};

async function visitAsked(answer, { login, ...client } = {}) {
  const app = await stage.visit(client, { extra: asking });
  await app.run(
    (code, credentials) => {
      window.answer = new Function("credentials", `return (${code})`)(credentials);
    },
    answer.toString(),
    credentials("editor"),
  );
  if (login) await app.login(login);
  stage.site.clearLog();
  return app;
}

const reasons = (app) => app.run(() => window.reasons);
const changeSecret = () => stage.site.setOptions({ secret: "changed" });

it("is asked when a required call has no session, and the call goes on", async () => {
  const app = await visitAsked(() => credentials);
  assert.equal((await app.fetch(ME, REQUIRED)).body.id, 2);
  assert.deepEqual(await reasons(app), ["not_authenticated"]);
  assert.deepEqual(stage.calls().slice(-2), ["POST /jwt-auth/v1/token", `GET ${ME} +token`]);
  assert.equal((await app.session()).status, "authenticated");
  await app.fetch(ME, REQUIRED);
  assert.equal((await reasons(app)).length, 1);
});

it("is asked once for many calls", async () => {
  const app = await visitAsked(() => new Promise((done) => setTimeout(done, 100, credentials)));
  const statuses = await app.run(() => {
    const one = async () => (await wp.fetch("/wp/v2/users/me", { auth: "required" })).status;
    return Promise.all(Array.from({ length: 8 }, one));
  });
  assert.deepEqual(statuses, Array(8).fill(200));
  assert.equal((await reasons(app)).length, 1);
});

it("is asked once for calls that begin in the same moment, not in the same tick", async () => {
  const app = await visitAsked(() => new Promise((done) => setTimeout(done, 100, credentials)));
  await app.call("ready");
  const statuses = await app.run(async () => {
    const call = async (ticks) => {
      for (let tick = 0; tick < ticks; tick++) await undefined;
      return (await wp.fetch("/wp/v2/users/me", { auth: "required" })).status;
    };
    return Promise.all([0, 1, 2, 9].map(call));
  });
  assert.deepEqual(statuses, [200, 200, 200, 200]);
  assert.equal((await reasons(app)).length, 1);
});

it("is not asked when somebody logs out in that moment", async () => {
  const app = await visitAsked(() => credentials);
  await app.call("ready");
  const call = app.run(async () => {
    const waiting = wp.fetch("/wp/v2/users/me", { auth: "required" });
    for (let tick = 0; tick < 9; tick++) await undefined;
    wp.logout();
    return (await waiting).status;
  });
  await assert.rejects(call, { code: "not_authenticated", sent: "no" });
  assert.deepEqual(await reasons(app), []);
});

it("is not asked for an anonymous call under auto or omit", async () => {
  const app = await visitAsked(() => credentials);
  assert.equal((await app.fetch(ME)).status, 401);
  assert.equal((await app.fetch("/wp/v2/posts", { method: "POST", json: {} })).status, 401);
  assert.equal((await app.fetch(ME, { auth: "omit" })).status, 401);
  assert.deepEqual(await reasons(app), []);
});

for (const [what, answer] of [
  ["null", () => null],
  ["undefined", () => undefined],
  ["a rejection", () => Promise.reject(new Error("the form was closed"))],
  ["a wrong password", () => ({ ...credentials, password: "wrong-4711" })],
]) {
  it(`${what} fails the waiting calls`, async () => {
    const app = await visitAsked(answer);
    const outcomes = await app.run(() => {
      const one = () =>
        wp
          .fetch("/wp/v2/users/me", { auth: "required" })
          .catch(({ code, sent }) => `${code} ${sent}`);
      return Promise.all([one(), one()]);
    });
    assert.deepEqual(outcomes, Array(2).fill("not_authenticated no"));
    assert.ok(!stage.calls().includes(`GET ${ME}`));
  });
}

it("says why when a call finds that the session expired", async () => {
  const app = await visitAsked(() => credentials, { login: "editor" });
  const [status, session] = await app.run(async () => {
    const { now } = Date;
    Date.now = () => now() + 8 * 86_400_000;
    const { status } = await wp.fetch("/wp/v2/posts", { method: "POST", json: { title: "x" } });
    return [status, wp.session.status];
  });
  assert.deepEqual([status, session], [201, "authenticated"]);
  assert.deepEqual(await reasons(app), ["expired"]);
  assert.deepEqual(stage.calls(), ["POST /jwt-auth/v1/token", "POST /wp/v2/posts +token"]);
});

it("says why when the server rejects the token, and the call is sent again", async () => {
  const app = await visitAsked(() => credentials, { login: "editor" });
  changeSecret();
  const { status, body } = await app.fetch("/wp/v2/posts", {
    method: "POST",
    json: { title: "x" },
  });
  assert.deepEqual([status, body.sent], [201, '{"title":"x"}']);
  assert.deepEqual(await reasons(app), ["rejected"]);
});

it("with null after a rejected token a call gets what the server said", async () => {
  const app = await visitAsked(() => null, { login: "editor" });
  changeSecret();
  const outcome = await app.fetch("/wp/v2/posts", { method: "POST", json: { title: "x" } }).then(
    ({ status }) => status,
    ({ code }) => code,
  );
  // `null` fails the waiting calls with session_expired; the server's own response was there already.
  assert.ok([403, "session_expired"].includes(outcome), String(outcome));
  assert.equal(stage.calls().length, 1);
});

it("never asks after a logout", async () => {
  const app = await visitAsked(() => credentials, { login: "editor" });
  await app.logout();
  await assert.rejects(app.fetch(ME, REQUIRED), { code: "not_authenticated", sent: "no" });
  assert.deepEqual(await reasons(app), []);
});

it("never asks for a refresh in the background", async () => {
  const app = await visitAsked(() => credentials);
  stage.site.setOptions({
    mode: "pro",
    lifetime: 6,
    refresh_error: "jwt_auth_invalid_refresh_token",
  });
  await app.login();
  await app.sessionWith({ status: "anonymous" });
  assert.deepEqual(await reasons(app), []);
});

it("is settled by a login() meanwhile", async () => {
  const app = await visitAsked(() => new Promise(() => {}));
  const id = await app.run(async (credentials) => {
    const waiting = wp.json("/wp/v2/users/me", { auth: "required" });
    await window.until(() => window.reasons.length);
    await wp.login(credentials);
    return (await waiting).id;
  }, credentials("admin"));
  assert.equal(id, 1);
});

it("is asked anew by a later call", async () => {
  const app = await visitAsked(() => (window.reasons.length > 1 ? credentials : null));
  await assert.rejects(app.fetch(ME, REQUIRED), { code: "not_authenticated" });
  assert.equal((await app.fetch(ME, REQUIRED)).status, 200);
  assert.equal((await reasons(app)).length, 2);
});

it("takes no answer that comes after a login()", async () => {
  const app = await visitAsked(
    () =>
      new Promise((done) => {
        window.finish = () => done(credentials);
      }),
  );
  const user = await app.run(async (credentials) => {
    const waiting = wp.json("/wp/v2/users/me", { auth: "required" });
    await window.until(() => window.finish);
    await wp.login(credentials);
    await waiting;
    window.finish();
    await wp.fetch("/wp/v2/posts");
    return wp.session.user.id;
  }, credentials("admin"));
  assert.equal(user, 1);
  assert.equal(stage.calls().filter((line) => line.endsWith("/token")).length, 1);
});

it("calls made inside of it do not wait for it", async () => {
  const app = await visitAsked(async () => {
    window.inner = await wp
      .fetch("/wp/v2/users/me", { auth: "required" })
      .catch(({ code }) => code);
    window.open = (await wp.fetch("/wp/v2/posts")).status;
    return credentials;
  });
  assert.equal((await app.fetch(ME, REQUIRED)).status, 200);
  assert.deepEqual(await app.run(() => [window.inner, window.open]), ["not_authenticated", 200]);
  assert.equal((await reasons(app)).length, 1);
});

it("may log in by itself instead of answering", async () => {
  const app = await visitAsked(async () => {
    await wp.login(credentials);
    return null;
  });
  assert.equal((await app.fetch(ME, REQUIRED)).status, 200);
});

it("a waiting call can be aborted, the others go on", async () => {
  const app = await visitAsked(
    () =>
      new Promise((done) => {
        window.finish = () => done(credentials);
      }),
  );
  const outcome = await app.run(async () => {
    const controller = new AbortController();
    const get = (signal) => wp.fetch("/wp/v2/users/me", { auth: "required", signal });
    const first = get(controller.signal).catch((error) => error);
    const second = get();
    await window.until(() => window.finish);
    controller.abort("enough");
    const reason = await first;
    window.finish();
    return [reason, (await second).status];
  });
  assert.deepEqual(outcome, ["enough", 200]);
});

it("does not repeat one user's call for another", async () => {
  const app = await visitAsked(() => credentials, { login: "admin" });
  changeSecret();
  const outcome = await app.fetch("/wp/v2/posts", { method: "POST", json: { title: "x" } }).then(
    ({ status }) => status,
    ({ code }) => code,
  );
  assert.ok([403, "user_mismatch"].includes(outcome), String(outcome));
  const posts = stage.calls().filter((line) => line.startsWith("POST /wp/v2/posts"));
  assert.equal(posts.length, 1);
});

it("does not let the timeout run while somebody types", async () => {
  const app = await visitAsked(() => new Promise((done) => setTimeout(done, 900, credentials)), {
    timeout: 600,
  });
  assert.equal((await app.fetch(ME, REQUIRED)).status, 200);
});
