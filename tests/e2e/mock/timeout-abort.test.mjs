// Servers that do not respond, and callers that do not wait.
import assert from "node:assert/strict";
import { it } from "node:test";
import { credentials } from "../../support/app.mjs";
import { setStage } from "../../support/stage.mjs";

const stage = setStage({ mock: true });

/** Requests to routes that fit are never answered. */
const hang = (fits) =>
  stage.site.setOptions({ answer: ({ route }) => (fits.test(route ?? "") ? "hang" : undefined) });

it("a call ends with the client's timeout, or with its own", async () => {
  const app = await stage.visit({ timeout: 1500 });
  await app.login();
  hang(/posts/);
  await assert.rejects(app.fetch("/wp/v2/posts"), { code: "timeout", sent: "maybe" });
  const patient = await stage.visit({ timeout: 0 });
  await assert.rejects(patient.fetch("/wp/v2/posts", { timeout: 200 }), { code: "timeout" });
  await assert.rejects(patient.json("/wp/v2/posts", { timeout: 200, auth: "omit" }), {
    code: "timeout",
  });
  assert.equal((await app.session()).status, "authenticated");
});

it("a timeout longer than a timer can count ends no call", async () => {
  stage.site.setOptions({ mode: "pro" });
  const app = await stage.visit({ timeout: 2 ** 31 - 1 });
  await app.login();
  // A refresh may take twice the client's.
  await app.call("refresh");
  for (const timeout of [2 ** 31, 2 ** 32 - 1]) {
    assert.equal((await app.fetch("/wp/v2/posts", { timeout })).status, 200);
  }
});

it("a login ends with the client's timeout, and the session stays", async () => {
  const app = await stage.visit({ timeout: 1500 });
  const session = await app.login("editor");
  hang(/token$/);
  await assert.rejects(app.login("admin"), (error) => {
    assert.deepEqual([error.code, error.sent], ["timeout", "maybe"]);
    assert.equal(error.hasCause, false);
    return true;
  });
  assert.deepEqual(await app.session(), session);
});

/** How the bodies of drip() ended. */
const ended = [];

/** Responses to requests that fit begin in time, and never end. */
const drip = (fits, status = 200, type = "application/json") =>
  stage.site.setOptions({
    answer: ({ route }) =>
      fits.test(route ?? "")
        ? {
            status,
            headers: { "Content-Type": type },
            body: (async function* () {
              let end = "aborted";
              try {
                for (let left = 40; left > 0; left--) {
                  yield " ";
                  await new Promise((done) => setTimeout(done, 100));
                }
                yield "{}";
                end = "whole";
              } finally {
                ended.push(end);
              }
            })(),
          }
        : undefined,
  });

it("a body that the app reads itself may take longer than the timeout", async () => {
  const app = await stage.visit({ timeout: 1500 });
  drip(/posts/);
  const run = async () => (await wp.fetch("/wp/v2/posts")).json();
  assert.deepEqual(await app.run(run), {});
});

// Holds P8 of SECURITY.md.
it("a body that never ends does not hold up who waits for presskey to read it", async () => {
  const app = await stage.visit({ timeout: 1500 });
  const session = await app.login("editor");
  const LATE = { code: "timeout", sent: "maybe" };
  ended.length = 0;
  drip(/posts/);
  await assert.rejects(app.json("/wp/v2/posts"), LATE);
  await assert.rejects(app.json("/wp/v2/posts", { auth: "omit" }), LATE);
  // Whether a page, or a refusal of the token, is WordPress's is in its body.
  for (const [status, type] of [
    [200, "text/html"],
    [500, "text/html"],
    [403, "application/json"],
  ]) {
    drip(/posts/, status, type);
    await assert.rejects(app.fetch("/wp/v2/posts"), LATE);
  }
  drip(/validate$/);
  await assert.rejects(app.call("validate"), LATE);
  drip(/token$/);
  await assert.rejects(app.login("admin"), LATE);
  assert.deepEqual(await app.session(), session);
  // Nor is it received any longer.
  while (ended.length < 7) await new Promise((done) => setTimeout(done, 100));
  assert.deepEqual(ended, Array(7).fill("aborted"));
});

it("a renewal whose response never ends fails with timeout", async () => {
  stage.site.setOptions({ mode: "pro" });
  const app = await stage.visit({ timeout: 700 });
  await app.login();
  drip(/refresh$/);
  await assert.rejects(app.call("refresh"), { code: "timeout" });
});

it("a returning visitor's json() ends with the timeout before the engine is there, too", async () => {
  const app = await stage.visit({ timeout: 1500 });
  await app.login();
  await app.page.reload();
  await app.page.route(/\/(engine|core)\.js/, async (route) => {
    await new Promise((done) => setTimeout(done, 1000));
    await route.continue().catch(() => {});
  });
  drip(/posts/);
  await app.make();
  await assert.rejects(app.json("/wp/v2/posts"), { code: "timeout" });
});

for (const [what, run] of [
  ["a fetch", (signal) => wp.fetch("/wp/v2/posts", { signal })],
  ["a json", (signal) => wp.json("/wp/v2/posts", { signal, method: "POST", json: {} })],
  [
    "a fetch of a Request",
    (signal, site) => wp.fetch(new Request(`${site}/wp-json/wp/v2/posts`, { signal })),
  ],
  ["a login", (signal, _site, credentials) => wp.login(credentials, { signal })],
  ["a getToken", (signal) => wp.getToken({ minValidity: 1e9, signal })],
]) {
  it(`${what} that is aborted rejects with the caller's own reason`, async () => {
    stage.site.setOptions({ mode: "pro" });
    const app = await stage.visit();
    const session = await app.login("editor");
    hang(/posts|token/);
    const kinds = await app.run(
      async (code, site, credentials) => {
        const run = new Function(`return (${code})`)();
        const kinds = [];
        for (const reason of [new Error("mine"), "text", { plain: 1 }, undefined]) {
          for (const early of [true, false]) {
            const controller = new AbortController();
            const abort = () => controller.abort(reason);
            if (early) abort();
            const call = run(controller.signal, site, credentials);
            if (!early) setTimeout(abort, 50);
            kinds.push(
              await call.then(
                () => "resolved",
                (thrown) => thrown === controller.signal.reason,
              ),
            );
          }
        }
        return kinds;
      },
      run.toString(),
      stage.site.url,
      credentials("admin"),
    );
    assert.deepEqual(kinds, Array(8).fill(true));
    assert.ok(!app.heard.join().includes("/doctor/"), "nobody waits for an explanation");
    // Nothing is left broken, and nobody else is logged in.
    stage.site.setOptions({ answer: null });
    assert.deepEqual(await app.session(), session);
    assert.equal((await app.fetch("/wp/v2/users/me", { auth: "required" })).status, 200);
  });
}

it("an aborted call is not sent", async () => {
  const app = await stage.visit();
  await app.login();
  stage.site.clearLog();
  const name = await app.run(() =>
    wp.fetch("/wp/v2/posts", { signal: AbortSignal.abort() }).catch((error) => error.name),
  );
  assert.equal(name, "AbortError");
  assert.deepEqual(stage.sent(), []);
});

it("a caller's own time limit is the caller's own reason", async () => {
  const app = await stage.visit();
  hang(/posts/);
  const name = await app.run(() =>
    wp.fetch("/wp/v2/posts", { signal: AbortSignal.timeout(100) }).catch((error) => error.name),
  );
  assert.equal(name, "TimeoutError");
});

it("one aborted call of many that wait for a refresh takes none along", async () => {
  stage.site.setOptions({ mode: "pro" });
  const app = await stage.visit();
  await app.login();
  let release;
  const wait = new Promise((done) => {
    release = done;
  });
  stage.site.setOptions({
    answer: async ({ route }) => {
      if (route.endsWith("/refresh")) await wait;
    },
  });
  const outcome = app.run(async () => {
    const { now } = Date;
    const jump = wp.session.expiresAt - now();
    Date.now = () => now() + jump;
    const controller = new AbortController();
    const init = { auth: "required" };
    const calls = [
      wp.fetch("/wp/v2/users/me", { ...init, signal: controller.signal }),
      wp.fetch("/wp/v2/users/me", init),
    ].map((call) =>
      call.then(
        ({ status }) => status,
        (error) => error,
      ),
    );
    controller.abort("enough");
    const first = await calls[0];
    window.aborted = true;
    return [first, await calls[1]];
  });
  await app.page.waitForFunction(() => window.aborted);
  release();
  assert.deepEqual(await outcome, ["enough", 200]);
  assert.equal(stage.calls().filter((line) => line.includes("refresh")).length, 1);
});

it("a logout does not wait for ever for a revocation, which it ends", async () => {
  stage.site.setOptions({ mode: "pro" });
  const extra = () => ({
    fetch(url, init) {
      window.last = [String(url), init.signal];
      return fetch(url, init);
    },
  });
  const app = await stage.visit({}, { extra });
  await app.login();
  hang(/revoke/);
  await app.logout();
  const [url, ended] = await app.run(() => [window.last[0], window.last[1].aborted]);
  assert.match(url, /revoke/);
  assert.equal(ended, true);
  assert.deepEqual(await app.session(), { status: "anonymous", reason: "logged_out" });
});

// Holds P6 of SECURITY.md.
it("a logout wins over a refresh that is on its way", async () => {
  stage.site.setOptions({ mode: "pro" });
  const app = await stage.visit();
  await app.login();
  let release;
  const wait = new Promise((done) => {
    release = done;
  });
  stage.site.setOptions({
    answer: async ({ route }) => {
      if (route.endsWith("/refresh")) await wait;
      return undefined;
    },
  });
  const outcome = app.run(async () => {
    const refreshing = wp.refresh().then(
      () => "resolved",
      ({ code }) => code,
    );
    await window.until(() => window.goOn);
    const leaving = wp.logout();
    window.left = true;
    await Promise.all([refreshing, leaving]);
    return [wp.session, wp.token(), JSON.stringify({ ...sessionStorage })];
  });
  await app.page.evaluate(() => {
    window.goOn = true;
  });
  await app.page.waitForFunction(() => window.left);
  release();
  const [session, token, stored] = await outcome;
  assert.deepEqual(session, { status: "anonymous", reason: "logged_out" });
  assert.equal(token, null);
  assert.doesNotMatch(stored, /eyJ/);
});
