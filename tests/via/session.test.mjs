// createClient({ via }): the Client over a backend, in a page.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { brotli } from "../../scripts/build/size.mjs";
import { credentials, jwt } from "../support/app.mjs";
import { usesRust } from "../support/rust-client.mjs";
import { createStage, ENTRIES, outcome } from "./stage.mjs";

const editor = credentials("editor");
const login = (tab, given = editor) => outcome(tab, (given) => wp.login(given), given);

// The entry for everybody, and the one for apps that always have a backend.
for (const [name, entry] of Object.entries(ENTRIES)) describe(name, () => suite(entry));

function suite(entry) {
  let stage;
  let visitor;
  before(async () => {
    stage = await createStage({ mode: "pro" }, entry);
  });
  beforeEach(async () => {
    stage.reset();
    visitor = await stage.visitor();
  });
  afterEach(() => visitor.close());
  after(() => stage?.stop());

  it("logs in, calls, reads claims and logs out, without the engine and without a token", async () => {
    const tab = await visitor.open();
    assert.deepEqual((await outcome(tab, () => wp.ready())).value, { status: "anonymous" });
    const { value: session } = await login(tab);
    assert.equal(session.user.username, "editor");
    assert.equal(await tab.evaluate(() => wp.session.status), "authenticated");
    assert.equal((await outcome(tab, () => wp.json("/wp/v2/users/me"))).value.name, "Edith Editor");
    assert.equal(await tab.evaluate(() => wp.claims().data.user.id), "2");
    assert.equal((await outcome(tab, () => wp.validate())).value, true);
    assert.deepEqual(await tab.evaluate(async () => [wp.token(), await wp.getToken()]), [
      null,
      null,
    ]);
    assert.doesNotMatch(
      await tab.evaluate(() => JSON.stringify([document.cookie, { ...localStorage }, wp.session])),
      jwt,
    );

    const tab2 = await visitor.open();
    assert.equal((await outcome(tab2, () => wp.ready())).value.user.username, "editor");
    assert.equal((await outcome(tab, () => wp.logout())).value, undefined);
    assert.deepEqual(await tab.evaluate(() => wp.session), {
      status: "anonymous",
      reason: "logged_out",
    });
    await tab2.waitForFunction(() => wp.session.status === "anonymous");
    assert.equal((await outcome(tab, () => wp.json("/wp/v2/users/me"))).error.status, 401);
    for (const part of ["engine", "core", "doctor"]) {
      assert.ok(!visitor.requests.some((path) => path.includes(`/${part}.js`)), part);
    }
  });

  it("says why a login fails, in the words of direct mode", async () => {
    const tab = await visitor.open();
    const { error } = await login(tab, { ...editor, password: "wrong" });
    assert.deepEqual(
      [error.code, error.sent, error.isOurs],
      ["invalid_credentials", "answered", true],
    );
    assert.equal(await tab.evaluate(() => wp.session.status), "anonymous");
  });

  it("explains WordPress's refusals as json() does in direct mode", async () => {
    const tab = await visitor.open();
    await login(tab);
    const { error } = await outcome(tab, () => wp.json("/wp/v2/nothing"));
    assert.deepEqual(
      [error.code, error.wpCode, error.status],
      ["http_error", "rest_no_route", 404],
    );
    const { value } = await outcome(tab, async () => {
      const response = await wp.fetch("/wp/v2/nothing");
      return [response.status, (await wp.explain(response)).code];
    });
    assert.deepEqual(value, [404, "http_error"]);
  });

  it("sends routes to the backend only, and never out of its REST API", async () => {
    const tab = await visitor.open();
    await login(tab);
    visitor.requests.length = 0;
    for (const route of [
      "/../login",
      "/%2e%2e/logout",
      "/wp/../../session",
      "/\\..\\..\\logout",
      "/wp-json",
    ]) {
      const { error } = await outcome(tab, (route) => wp.fetch(route, { method: "POST" }), route);
      assert.ok(["invalid_option", "origin_not_allowed"].includes(error?.code), route);
    }
    assert.ok(!visitor.requests.some((path) => /logout|\/login|session|wp-json/.test(path)));
    const { error } = await outcome(tab, () => wp.fetch("https://e.test/x", { auth: "required" }));
    assert.equal(error.code, "origin_not_allowed");
    const own = { headers: { Authorization: "Bearer x" } };
    assert.equal(
      (await outcome(tab, (own) => wp.fetch("/wp/v2/posts", own), own)).error.code,
      "invalid_option",
    );
  });

  it("sends nobody's request without the cookie, and a required one not at all", async () => {
    const tab = await visitor.open();
    await login(tab);
    stage.site.clearLog();
    await outcome(tab, () => wp.json("/wp/v2/posts", { auth: "omit" }));
    assert.equal(stage.site.log().at(-1).authorization, false);
    await outcome(tab, () => wp.logout());
    stage.site.clearLog();
    const { error } = await outcome(tab, () => wp.fetch("/wp/v2/posts", { auth: "required" }));
    assert.deepEqual([error.code, error.sent], ["not_authenticated", "no"]);
    assert.deepEqual(stage.site.log(), []);
  });

  it("ends here when the session has ended on the server", async () => {
    const tab = await visitor.open();
    await login(tab);
    stage.site.setOptions({
      secret: "another one",
      refresh_error: "jwt_auth_invalid_refresh_token",
    });
    const { value } = await outcome(tab, async () => (await wp.fetch("/wp/v2/users/me")).status);
    assert.equal(value, 401);
    assert.equal(await tab.evaluate(() => wp.session.status), "anonymous");
  });

  it("learns from a 401 that its cookie is gone", async () => {
    const tab = await visitor.open();
    await login(tab);
    await visitor.context.clearCookies();
    const { value } = await outcome(tab, async () => (await wp.fetch("/wp/v2/users/me")).status);
    assert.equal(value, 401);
    assert.equal(await tab.evaluate(() => wp.session.status), "anonymous");
  });

  it("asks for a login once, and repeats what waited", async () => {
    const tab = await visitor.open();
    const { value } = await outcome(
      tab,
      async (editor) => {
        let asked = 0;
        const onLoginRequired = async () => {
          asked++;
          return editor;
        };
        const client = create({ onLoginRequired });
        const call = () => client.json("/wp/v2/users/me", { auth: "required" });
        const all = await Promise.all([call(), call(), call()]);
        return [asked, all.map(({ name }) => name)];
      },
      editor,
    );
    assert.deepEqual(value, [1, Array(3).fill("Edith Editor")]);
  });

  it("keeps a logout that the server did not get, and completes it with the next visit", async () => {
    const tab = await visitor.open();
    await login(tab);
    stage.intercept((request, response) => {
      if (!request.url.includes("/logout")) return false;
      response.destroy();
      return true;
    });
    await outcome(tab, () => wp.logout());
    assert.equal(await tab.evaluate(() => wp.session.reason), "logged_out");
    await tab.reload();
    await tab.waitForFunction(() => globalThis.wp);
    assert.equal((await outcome(tab, () => wp.ready())).error?.code, "unreachable");
    assert.notEqual(await tab.evaluate(() => wp.session.status), "authenticated");
    stage.intercept(() => false);
    assert.equal((await outcome(tab, () => wp.ready())).value.status, "anonymous");
    assert.equal((await outcome(tab, () => wp.json("/wp/v2/users/me"))).error.status, 401);
  });

  it("sends one logout when the page looks at the session meanwhile", async () => {
    const tab = await visitor.open();
    await login(tab);
    await outcome(tab, async () => {
      const leaving = wp.logout();
      // A login form that appears does both.
      await Promise.all([wp.preload(), wp.ready(), leaving]);
    });
    await outcome(tab, () => wp.preload());
    const logouts = visitor.requests.filter((request) => /^POST .*\/logout/.test(request));
    assert.equal(logouts.length, 1);
  });

  it("refuses what needs a token in the page", async () => {
    const tab = await visitor.open();
    for (const run of [() => wp.login({ token: "a.b.c" }), () => wp.authorize()]) {
      assert.equal((await outcome(tab, run)).error.code, "invalid_option", String(run));
    }
    const { error } = await outcome(tab, () => create({ via: "https://e.test/api" }).ready());
    assert.equal(error.code, "invalid_option");
  });

  // With the Rust client, a finding of `diagnose` says that the page can't look. Here, since a pattern of
  // names skips no test inside of a group.
  const cannotReject = usesRust && "no method that rejects";
  it("refuses to look at the site", { skip: cannotReject }, async () => {
    const tab = await visitor.open();
    for (const run of [() => wp.diagnose(), () => wp.supportBundle()]) {
      assert.equal((await outcome(tab, run)).error.code, "invalid_option", String(run));
    }
  });

  it("says so where no backend answers, and where the server is gone", async () => {
    const tab = await visitor.open();
    const { error } = await outcome(tab, () => create({ via: "/nowhere" }).ready());
    assert.equal(error.code, "malformed_response");
    assert.match(error.hint, /createBackend/);
    stage.intercept((_, response) => response.destroy());
    const { error: gone } = await outcome(tab, () => wp.json("/wp/v2/posts"));
    assert.deepEqual([gone.code, gone.sent], ["unreachable", "maybe"]);
    await visitor.context.setOffline(true);
    assert.equal((await outcome(tab, () => wp.json("/wp/v2/posts"))).error.code, "offline");
  });

  it("pages through lists and sends batches", async () => {
    const tab = await visitor.open();
    await login(tab);
    const { value } = await outcome(tab, async () => {
      const { items } = await wp.page("/wp/v2/posts");
      let count = 0;
      for await (const _ of wp.paginate("/wp/v2/posts")) count++;
      return [items.length > 0, count > 0];
    });
    assert.deepEqual(value, [true, true]);
  });

  it("reports an upload's progress, without another request before it", async () => {
    const tab = await visitor.open();
    await login(tab);
    stage.site.setOptions({
      answer: ({ method, route }) =>
        method === "POST" && route === "/wp/v2/media" && { status: 201, body: { id: 5 } },
    });
    stage.site.clearLog();
    const { value } = await outcome(tab, async () => {
      const seen = [];
      const file = new File(["x".repeat(100_000)], "a.txt", { type: "text/plain" });
      const { id } = await wp.upload(file, { onProgress: ({ loaded }) => seen.push(loaded) });
      return [id, seen.at(-1), seen.length > 1];
    });
    assert.deepEqual(value, [5, 100_000, true]);
    assert.equal(stage.site.log().filter(({ route }) => route === "/wp/v2/media").length, 1);
  });
}

it("presskey/via is one file of at most 6,000 bytes for logins, calls, tabs and logouts", async () => {
  const stage = await createStage({ mode: "pro" }, ENTRIES["presskey/via"]);
  const visitor = await stage.visitor();
  try {
    const tab = await visitor.open();
    await login(tab);
    await visitor.open();
    await outcome(tab, () => wp.json("/wp/v2/users/me"));
    await outcome(tab, () => wp.logout());
    const loaded = [...new Set(visitor.requests.filter((path) => path.endsWith(".js")))];
    assert.deepEqual(loaded, ["GET /presskey/dist/via.client.js"]);
    const file = new URL("../../pkg/dist/via.client.js", import.meta.url);
    assert.ok(brotli(await readFile(file)) <= 6000);
  } finally {
    await visitor.close();
    await stage.stop();
  }
});
