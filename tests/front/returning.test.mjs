// A user who returns: the session is shown and calls are sent before the engine is there.
// Holds P6 of SECURITY.md.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setStage } from "../support/stage.mjs";
import { FrontPage } from "./page.mjs";

const stage = setStage({ mock: true });

const ENGINE = /\/presskey\/dist\/(engine|core)\.js/;
const withoutEngine = (page) => page.page.route(ENGINE, (route) => route.abort());
const ME = "/wp/v2/users/me";

for (const storage of ["session", "local"]) {
  it(`${storage}: session, token, claims and calls wait for nothing`, async () => {
    const page = await FrontPage.open(stage, { storage });
    const before = await page.returning();
    await withoutEngine(page);
    stage.site.clearLog();
    assert.deepEqual(await page.create(), before);
    assert.equal(before.session.persisted, true);
    const told = await page.run(async () => {
      const session = wp.session;
      const me = await wp.json("/wp/v2/users/me", { query: { context: "edit" } });
      const posts = await wp.fetch("/wp-json/wp/v2/posts?per_page=1#top");
      return [(await wp.ready()) === session, me.id, posts.status, await wp.getToken()];
    });
    assert.deepEqual(told, [true, before.session.user.id, 200, before.token]);
    assert.deepEqual(stage.calls(), [`GET ${ME} +token`, "GET /wp/v2/posts +token"]);
  });
}

for (const [what, code, act] of [
  ["login of another user", "user_mismatch", (other) => other.returning("admin")],
  ["logout", "session_expired", (other) => other.run(() => wp.logout())],
]) {
  it(`a write is for the user whom the page shows, also after another tab's ${what}`, async () => {
    const page = await FrontPage.open(stage, { storage: "local" });
    await page.returning("editor");
    const other = await FrontPage.open(stage, { storage: "local" }, page.page.context());
    await other.create();
    await other.takenOver();
    let goOn;
    const late = new Promise((resolve) => (goOn = resolve));
    await page.page.route(ENGINE, (route) => late.then(() => route.continue()));
    await page.create();
    await act(other);
    stage.site.clearLog();
    const rejected = page.rejects(() => wp.fetch("/wp/v2/posts", { method: "POST" }));
    await page.run(() => new Promise((done) => setTimeout(done, 50)));
    goOn();
    const { code: given, sent } = await rejected;
    assert.deepEqual([given, sent], [code, "no"]);
    assert.deepEqual(
      stage.calls().filter((call) => /^POST .*posts/.test(call)),
      [],
    );
  });
}

/**
 * A page that shows editor, and whose files from `late` come when `goOn` is called; and another tab, which
 * has the engine.
 */
async function twoTabs(late) {
  const page = await FrontPage.open(stage, { storage: "local" });
  await page.returning("editor");
  const other = await FrontPage.open(stage, { storage: "local" }, page.page.context());
  await other.create();
  await other.takenOver();
  let goOn;
  const gate = new Promise((resolve) => (goOn = resolve));
  await page.page.route(late, (route) => gate.then(() => route.continue()));
  await page.create();
  return { page, other, goOn };
}

for (const [name, run] of Object.entries({
  batch: () => wp.batch([{ path: "/wp/v2/posts", body: { title: "x" } }]),
  upload: () => wp.upload(new File(["x"], "x.png", { type: "image/png" })),
  paginate: () => wp.paginate("/wp/v2/posts")[Symbol.asyncIterator]().next(),
  page: () => wp.page("/wp/v2/posts"),
})) {
  it(`${name}() is for the user whom the page shows while the package is still loading`, async () => {
    const { page, other, goOn } = await twoTabs(/\/presskey\/dist\/(engine|core|content)\.js/);
    const rejected = page.rejects(run);
    await page.run(() => new Promise((done) => setTimeout(done, 50)));
    await other.returning("admin");
    stage.site.clearLog();
    goOn();
    const { code, sent } = await rejected;
    assert.deepEqual([code, sent], ["user_mismatch", "no"]);
    assert.deepEqual(
      stage.calls().filter((call) => /batch|media|posts/.test(call)),
      [],
    );
  });
}

for (const [name, run] of Object.entries({
  logout: () => wp.logout(),
  "logout everywhere": () => wp.logout({ everywhere: true }),
  refresh: () => wp.refresh(),
  validate: () => wp.validate(),
  getToken: () => wp.getToken(),
})) {
  it(`${name}() is for the user whom the page shows, also if another has logged in since`, async () => {
    stage.site.setOptions({ mode: "pro" });
    const { page, other, goOn } = await twoTabs(ENGINE);
    const shown = await page.run(() => wp.session.user.id);
    // The engine looks at what is stored before it gets the call.
    const rejected = page.rejects((run) => {
      addEventListener("storage", (event) => event.stopImmediatePropagation(), true);
      window.stored = new Promise((resolve) => {
        const before = localStorage.length && JSON.stringify({ ...localStorage });
        const look = () =>
          JSON.stringify({ ...localStorage }) === before ? setTimeout(look, 5) : resolve();
        look();
      });
      return window.stored.then(() => {
        wp.ready();
        return new Function(`return (${run})`)()();
      });
    }, run.toString());
    await page.run(() => {});
    await other.returning("admin");
    stage.site.clearLog();
    await page.run(() => window.stored);
    goOn();
    const { code, sent } = await rejected;
    assert.deepEqual([code, sent], ["user_mismatch", "no"]);
    assert.deepEqual(
      stage.calls().filter((call) => /revoke|refresh|validate/.test(call)),
      [],
    );
    await page.page.waitForFunction((shown) => wp.session.user.id !== shown, shown);
    await other.create();
    assert.equal(await other.run(() => wp.validate()), true, "the other user's session");
  });
}

it("a logout also ends what another tab has renewed for the same user", async () => {
  stage.site.setOptions({ mode: "pro" });
  const { page, other, goOn } = await twoTabs(ENGINE);
  const renewed = await other.run(async () => {
    await wp.refresh();
    return wp.token();
  });
  await page.page.waitForFunction(
    (token) => JSON.stringify({ ...localStorage }).includes(token),
    renewed,
  );
  stage.site.clearLog();
  goOn();
  await page.run(() => wp.logout());
  assert.deepEqual(await page.run(() => wp.session), { status: "anonymous", reason: "logged_out" });
  assert.doesNotMatch(await page.run(() => JSON.stringify({ ...localStorage })), /eyJ/);
  assert.ok(
    stage.calls().some((call) => call.includes("revoke")),
    stage.calls().join(),
  );
});

it("the engine takes over when the page is idle, and nobody sees it", async () => {
  const page = await FrontPage.open(stage);
  const before = await page.returning();
  await page.create();
  await page.page.waitForRequest(/\/dist\/core\.js/);
  await page.takenOver();
  const after = await page.run(() => ({
    session: wp.session,
    token: wp.token(),
    claims: wp.claims(),
  }));
  assert.deepEqual(after, before);
  assert.deepEqual(await page.run(() => window.seen), []);
});

it("a token that was refused is renewed, and the call repeated once", async () => {
  stage.site.setOptions({ mode: "pro" });
  const page = await FrontPage.open(stage);
  await page.returning();
  await page.create();
  let refusals = 1;
  stage.site.setOptions({
    answer: ({ route }) =>
      route === ME && refusals-- > 0
        ? { status: 403, body: { code: "jwt_auth_invalid_token", message: "Expired token" } }
        : undefined,
  });
  stage.site.clearLog();
  assert.equal(await page.run(async () => (await wp.fetch("/wp/v2/users/me")).status), 200);
  const calls = stage.calls();
  assert.equal(calls.length, 3, calls.join());
  assert.deepEqual([calls[0], calls[2]], [`GET ${ME} +token`, `GET ${ME} +token`]);
});

it("JSON that is cut off is an error, and null is a value", async () => {
  const page = await FrontPage.open(stage);
  await page.returning();
  const bodies = { "/a/cut": '{"id":1,"na', "/a/null": "null" };
  stage.site.setOptions({
    answer: ({ route }) => {
      const body = bodies[route.replace(/\/$/, "")];
      return body && { status: 200, headers: { "content-type": "application/json" }, body };
    },
  });
  const told = await page.run(async (options) => {
    const { createClient } = await import("/presskey/dist/client.js");
    const wp = createClient(options);
    // Immediately, so that the front sends both.
    const calls = [wp.json("/a/null"), wp.json("/a/cut")];
    return (await Promise.allSettled(calls)).map(({ value, reason }) => reason?.code ?? value);
  }, page.options);
  assert.deepEqual(told, [null, "malformed_response"]);
});

for (const [what, answer, expected] of [
  ["a redirect", { status: 302, headers: { location: "/elsewhere" }, body: "" }, undefined],
  ["a broken connection", "break", "unreachable"],
]) {
  it(`${what} is explained as the engine would, without another attempt`, async () => {
    const page = await FrontPage.open(stage);
    await page.returning();
    await page.create();
    stage.site.setOptions({
      answer: ({ route }) => (/^\/a\/b\/?$/.test(route) ? answer : undefined),
    });
    const call = async () => {
      stage.site.clearLog();
      const error = await page.run(() =>
        wp.fetch("/a/b", { method: "POST", json: {} }).then(
          ({ status }) => status,
          ({ code }) => code,
        ),
      );
      // The browser itself repeats what broke off, and probes come along.
      return [error, stage.calls().filter((call) => call.startsWith("POST /a/b +token")).length];
    };
    const early = await call();
    if (expected) assert.equal(early[0], expected);
    assert.deepEqual(await call(), early);
  });
}

it("an error of the server is the same as with the engine", async () => {
  const page = await FrontPage.open(stage);
  await page.returning();
  await page.create();
  const call = () =>
    wp.json("/nothing/here").catch(async ({ code, status, wpCode, response }) => {
      return [code, status, wpCode, (await response.json()).code];
    });
  const early = await page.run(call);
  assert.deepEqual(await page.run(call), early);
  assert.deepEqual(early, ["http_error", 404, "rest_no_route", "rest_no_route"]);
});

it("the response of a list that is none can be read again", async () => {
  const page = await FrontPage.open(stage);
  await page.returning();
  await withoutEngine(page);
  await page.create();
  stage.site.setOptions({
    answer: ({ route }) => (/^\/list\/?$/.test(route) ? { body: { id: 7 } } : undefined),
  });
  const read = await page.run(() =>
    wp.page("/list").catch(async ({ code, response }) => [code, await response.json()]),
  );
  assert.deepEqual(read, ["malformed_response", { id: 7 }]);
});

it("what is not plain waits for the engine", async () => {
  const page = await FrontPage.open(stage);
  await page.returning();
  await withoutEngine(page);
  await page.create();
  stage.site.clearLog();
  for (const target of ["/wp/v2/../x", "/a%2fb", "//evil.example/x", "https://evil.example/x"]) {
    const error = await page.rejects((target) => wp.fetch(target), target);
    assert.deepEqual([error.code, error.sent], ["not_loaded", "no"], target);
  }
  assert.deepEqual(stage.sent(), []);
});

it("a logout in another tab is told as one, although the engine was not there yet", async () => {
  const page = await FrontPage.open(stage, { storage: "local" });
  await page.returning();
  const other = await FrontPage.open(stage, { storage: "local" }, page.page.context());
  let release;
  const gate = new Promise((resolve) => {
    release = resolve;
  });
  await other.page.route(ENGINE, (route) => gate.then(() => route.continue()));
  await other.create();
  await page.create();
  assert.equal(await other.run(() => wp.session.status), "authenticated");
  await page.run(() => wp.logout());
  release();
  await other.page.waitForFunction(() => wp.session.status === "anonymous");
  assert.equal(await other.run(() => wp.session.reason), "logged_out");
});

it("a logout before the engine is there holds at once, here and at the server", async () => {
  stage.site.setOptions({ mode: "pro" });
  const page = await FrontPage.open(stage, { storage: "local" });
  await page.returning();
  await page.create();
  stage.site.clearLog();
  const [session, token, stored] = await page.run(async () => {
    const done = wp.logout();
    const told = [wp.session, wp.token(), JSON.stringify({ ...localStorage })];
    await done;
    return told;
  });
  assert.deepEqual(session, { status: "anonymous", reason: "logged_out" });
  assert.equal(token, null);
  assert.doesNotMatch(stored, /eyJ/);
  assert.match(stored, /:logout/);
  assert.ok(
    stage.calls().some((call) => call.includes("revoke")),
    stage.calls().join(),
  );
  assert.deepEqual(await page.run(() => wp.session), session);
});

for (const [what, spoil] of [
  [
    "the logout marker of another tab",
    (key, user) => (localStorage[`${key}:logout`] = `${user}=x`),
  ],
  ["a record that somebody changed", (key) => (sessionStorage[key] += " ")],
  ["a note that somebody changed", (key) => (sessionStorage[`${key}:front`] += " ")],
  ["a note without a record", (key) => delete sessionStorage[key]],
  ["rubbish", (key) => (sessionStorage[key] = "{")],
  [
    "an older version",
    (key) => (sessionStorage[key] = sessionStorage[key].replace('"version":1', '"version":0')),
  ],
  ["megabytes", (key) => (sessionStorage[key] = "x".repeat(4e6))],
]) {
  it(`nothing is shown of ${what}`, async () => {
    const page = await FrontPage.open(stage);
    const { session } = await page.returning();
    await withoutEngine(page);
    await page.run(
      ([spoil, user]) => {
        const key = Object.keys(sessionStorage).find((name) => name.endsWith(":front"));
        new Function(`return (${spoil})`)()(key.slice(0, -":front".length), user);
      },
      [spoil.toString(), session.user.id],
    );
    assert.deepEqual(await page.create(), {
      session: { status: "loading" },
      token: null,
      claims: null,
    });
  });
}

it("storage that throws is no session", async () => {
  const page = await FrontPage.open(stage);
  await page.run(() => {
    for (const name of ["sessionStorage", "localStorage"]) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException("no", "SecurityError");
        },
      });
    }
  });
  await page.create();
  assert.deepEqual(await page.run(() => wp.ready()), { status: "anonymous" });
  assert.deepEqual(page.files, ["client.js"]);
});
