// WordPress's application passwords: given to login(), or asked for on WordPress's own page.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, it } from "node:test";
import { credentials } from "../support/app.mjs";
import { leaveFor } from "../support/person.mjs";
import { usesRust } from "../support/rust-client.mjs";
import { serve } from "../support/servers.mjs";
import { setStage } from "../support/stage.mjs";
import { browser } from "../wordpress/browser.mjs";

const stage = setStage({ server: "application-passwords" });
const ME = "/wp/v2/users/me";
const PASSWORDS = `${ME}/application-passwords`;
const APPROVAL = /\/wp-admin\/authorize-application\.php/;

/** Makes a password as the user's profile page does. */
async function created(name = randomUUID()) {
  const { request, restNonce, signIn } = browser(stage.site);
  await signIn("editor");
  const headers = { "content-type": "application/json", "x-wp-nonce": await restNonce() };
  const body = JSON.stringify({ name });
  const answer = await request(`wp-json${PASSWORDS}`, { method: "POST", headers, body });
  assert.equal(answer.status, 201, answer.text);
  return answer.body;
}

/** The names of the passwords that the user of a client has. */
const names = async (app) => (await app.json(PASSWORDS)).map(({ name }) => name);

/** A visitor who is signed in to WordPress. */
const visitSignedIn = (client, more) => stage.visit(client, { person: "editor", ...more });

/** Each with a name of its own, as WordPress wants: that of presskey is another one every second. */
const ask = (app, options) =>
  leaveFor(app, APPROVAL, (options) => wp.authorize(options), {
    appName: randomUUID(),
    ...options,
  });

/** Presses a button of the approval page, and waits for the app's own. */
async function press(app, button) {
  await app.page.click(button);
  await app.page.waitForURL((url) => url.origin === new URL(app.url).origin);
  await app.make();
}

const approve = (app) => press(app, "#approve");
const complete = (app, ...args) => app.call("completeAuthorization", ...args);

describe("application-passwords: a password that the app has", () => {
  it("logs in, calls and tells whose it is", async () => {
    const { password } = await created();
    const app = await stage.visit();
    const session = await app.login("editor", password);
    const { user, ...rest } = session;
    assert.equal(user.username, "editor");
    assert.equal(user.email, "editor@example.com");
    assert.equal(user.displayName, "Edith Editor");
    assert.deepEqual(rest, {
      status: "authenticated",
      expiresAt: null,
      issuedAt: null,
      plugin: "application-passwords",
      canRefresh: false,
      persisted: false,
    });
    assert.equal((await app.json(ME, { auth: "required" })).id, user.id);
    assert.equal(await app.call("validate"), true);
    assert.equal(await app.call("claims"), null);
    await assert.rejects(app.call("refresh"), { code: "refresh_unsupported", sent: "no" });
    const post = { method: "POST", json: { title: "By Basic" } };
    assert.equal((await app.fetch("/wp/v2/posts", post)).status, 201);
  });

  it("stays in memory, unless the app wants it stored", async () => {
    const { password } = await created();
    const app = await stage.visit();
    await app.login("editor", password);
    const basic = btoa(`editor:${password}`);
    assert.ok(!(await app.stored()).includes(basic));
    await app.reload();
    assert.equal((await app.call("ready")).status, "anonymous");

    const kept = await stage.visit({ storage: "session" });
    assert.equal((await kept.login("editor", password)).persisted, true);
    await kept.reload();
    assert.equal((await kept.call("ready")).user.username, "editor");
    assert.equal((await kept.fetch(ME, { auth: "required" })).status, 200);
  });

  it("is deleted by a logout, and no other", async () => {
    const [mine, other] = [await created("Mine"), await created("Another's")];
    const app = await stage.visit();
    await app.login("editor", mine.password);
    stage.site.clearLog();
    await app.logout();
    assert.deepEqual(stage.calls(), [
      `GET ${PASSWORDS}/introspect +token`,
      `DELETE ${PASSWORDS}/${mine.uuid} +token`,
    ]);
    assert.deepEqual(await app.session(), { status: "anonymous", reason: "logged_out" });
    await assert.rejects(app.login("editor", mine.password), { code: "invalid_credentials" });
    await app.login("editor", other.password);
    assert.ok(!(await names(app)).includes("Mine"));
  });

  for (const asks_early of [false, true]) {
    it(`says invalid_credentials for a wrong one${asks_early ? ", told early" : ""}`, async () => {
      await created();
      stage.site.setOptions({ asks_early });
      const app = await stage.visit();
      for (const username of ["editor", "nobody-4711"]) {
        const wanted = { code: "invalid_credentials", status: 401, sent: "answered" };
        await assert.rejects(app.login(username, "abcd efgh ijkl mnop qrst uvwx"), wanted);
      }
      assert.deepEqual(await app.session(), { status: "anonymous" });
    });
  }

  it("ends the session when it was deleted elsewhere", async () => {
    const { password, uuid } = await created();
    const app = await stage.visit();
    await app.login("editor", password);
    stage.site.setOptions({ asks_early: true });
    assert.equal(await app.call("validate"), true);
    await app.fetch(`${PASSWORDS}/${uuid}`, { method: "DELETE" });
    assert.equal(await app.call("validate"), false);
    assert.deepEqual(await app.session(), { status: "anonymous", reason: "rejected" });
  });

  it("says what is missing where the site has them switched off", async () => {
    const { password } = await created();
    stage.site.setOptions({ application_passwords: false });
    const app = await stage.visit();
    await assert.rejects(app.login("editor", password), { code: "server_misconfigured" });
    await assert.rejects(app.call("authorize"), ({ code, hint }) => {
      assert.match(hint, /WP_ENVIRONMENT_TYPE/);
      return code === "plugin_missing";
    });
  });
});

describe("application-passwords: found by itself", () => {
  it('is never what "auto" takes a user name and password for', async () => {
    const app = await stage.visit({ plugin: "auto" });
    await assert.rejects(app.call("login", credentials("editor")), ({ code, hint, sent }) => {
      assert.match(hint, /authorize\(\)/);
      return code === "plugin_missing" && sent !== "maybe";
    });
    assert.ok(!stage.sent().some((line) => line.includes("+token")), stage.sent().join());
  });

  it("but authorize() finds it", async () => {
    const app = await visitSignedIn({ plugin: "auto" });
    await ask(app, { appName: "Found" });
    await approve(app);
    const session = await complete(app);
    assert.equal(session.plugin, "application-passwords");
    assert.equal(session.persisted, false);
    assert.equal((await app.fetch(ME, { auth: "required" })).status, 200);
    assert.ok((await names(app)).includes("Found"));
    await app.logout();
    assert.equal((await app.session()).reason, "logged_out");
  });
});

describe("application-passwords: authorize()", () => {
  it("asks on WordPress's own page, and wipes the answer at once", async () => {
    const app = await visitSignedIn({ storage: "session" }, { path: "/?tab=2" });
    await ask(app, { appName: "My app" });
    const asked = new URL(app.page.url());
    assert.equal(asked.origin, stage.site.url);
    assert.equal(asked.searchParams.get("app_name"), "My app");
    await app.page.click("#approve");
    await app.page.waitForURL((url) => url.origin === new URL(app.url).origin);
    assert.match(app.page.url(), /password=/);
    await app.make();
    const [session, address] = await app.run(async () => {
      const completing = wp.completeAuthorization();
      const session = await completing;
      return [session, location.href];
    });
    assert.equal(address, app.url);
    assert.equal(session.user.username, "editor");
    assert.equal(session.persisted, true);
    assert.ok((await names(app)).includes("My app"));
    await app.reload();
    assert.equal((await app.call("ready")).status, "authenticated");
    assert.equal(await complete(app), null);
    const history = await app.page.evaluate(
      () => performance.getEntriesByType("navigation")[0].name,
    );
    assert.doesNotMatch(history, /password=/);
  });

  it("comes back with nothing when the person declines", async () => {
    const app = await visitSignedIn();
    await ask(app);
    await press(app, "#reject");
    assert.equal(await complete(app), null);
    assert.equal(app.page.url(), app.url);
    assert.deepEqual(await app.session(), { status: "anonymous" });
    assert.doesNotMatch(await app.stored(), /"state"/);
  });

  it("comes back to the address that the app names", async () => {
    const app = await visitSignedIn();
    await ask(app, { successUrl: new URL("/blank.html?from=wp#part", app.url).href });
    // After a fragment, the response would be a part of it.
    assert.doesNotMatch(new URL(app.page.url()).searchParams.get("success_url"), /#/);
    await app.page.click("#approve");
    await app.page.waitForURL(/blank\.html/);
    const { pathname, searchParams } = new URL(app.page.url());
    assert.equal(pathname, "/blank.html");
    assert.equal(searchParams.get("from"), "wp");
  });

  it("takes the answer's address from the app, too", async () => {
    const app = await visitSignedIn();
    await ask(app);
    await app.page.click("#approve");
    await app.page.waitForURL((url) => url.origin === new URL(app.url).origin);
    const answer = app.page.url();
    await app.open();
    await app.run(() => history.replaceState(null, "", "/?elsewhere"));
    assert.equal((await complete(app, answer)).user.username, "editor");
    assert.equal(app.page.url(), `${app.url}?elsewhere`);
    assert.equal(await complete(app, answer), null, "but once");
  });

  it("leaves the answer to the client of the page that asked", async () => {
    const app = await visitSignedIn();
    await ask(app);
    await press(app, "#approve");
    const answer = app.page.url();
    await app.run(() => {
      window.mine = window.wp;
      window.wp = presskey.createClient({
        site: "https://elsewhere.example",
        plugin: "application-passwords",
      });
    });
    assert.equal(await complete(app), null);
    assert.equal(app.page.url(), answer);
    await app.run(() => {
      window.wp = window.mine;
    });
    assert.equal((await complete(app)).user.username, "editor");
    assert.equal(app.page.url(), app.url);
  });

  for (const [what, change] of [
    ["another state", (url) => url.searchParams.set("presskey_state", "4711")],
    ["no state", (url) => url.searchParams.delete("presskey_state")],
    ["no password", (url) => url.searchParams.delete("password")],
  ]) {
    it(`takes no answer with ${what}`, async () => {
      const app = await visitSignedIn();
      await ask(app);
      await app.page.click("#approve");
      await app.page.waitForURL((url) => url.origin === new URL(app.url).origin);
      const answer = new URL(app.page.url());
      change(answer);
      await app.page.goto(answer.href);
      await app.make();
      stage.site.clearLog();
      assert.equal(await complete(app), null);
      assert.deepEqual(await app.session(), { status: "anonymous" });
      assert.deepEqual(stage.sent(), []);
      if (answer.searchParams.has("presskey_state")) assert.equal(app.page.url(), app.url);
    });
  }

  // Holds P7 of SECURITY.md.
  for (const [what, named, sites] of [
    ["another site", () => "https://evil.example"],
    [
      "another site, also if storage lists that",
      () => "https://evil.example",
      ["https://evil.example"],
    ],
    ["another site, whose name is the password", (password) => `https://${password}.example`],
    ["no site", () => undefined, [null, "", "no site"]],
  ]) {
    it(`says why it takes no answer that names ${what}, and sends no password`, async () => {
      const app = await visitSignedIn();
      await ask(app);
      await app.page.click("#approve");
      await app.page.waitForURL((url) => url.origin === new URL(app.url).origin);
      const answer = new URL(app.page.url());
      const password = answer.searchParams.get("password").toLowerCase();
      answer.searchParams.set("password", password);
      if (named(password)) answer.searchParams.set("site_url", named(password));
      else answer.searchParams.delete("site_url");
      await app.page.waitForFunction(() => window.presskey);
      await app.run((sites) => {
        const key = Object.keys(sessionStorage).find((each) => each.endsWith(":authorize"));
        const asked = JSON.parse(sessionStorage.getItem(key));
        sessionStorage.setItem(key, JSON.stringify({ ...asked, ...(sites && { sites }) }));
      }, sites);
      await app.page.goto(answer.href);
      await app.make();
      stage.site.clearLog();
      await assert.rejects(complete(app), (error) => {
        assert.equal(error.code, "origin_not_allowed");
        assert.match(error.hint, /WordPress Address/);
        assert.ok(!JSON.stringify(error).includes(password));
        return true;
      });
      assert.doesNotMatch(stage.sent().join(), /token/);
      assert.equal(app.page.url(), app.url);
      assert.equal(await complete(app), null, "but once");
    });
  }

  it("takes no answer that another tab asked for", async () => {
    const app = await visitSignedIn();
    await ask(app);
    await app.page.click("#approve");
    await app.page.waitForURL((url) => url.origin === new URL(app.url).origin);
    const other = await stage.visit();
    assert.equal(await complete(other, app.page.url()), null);
  });

  for (const [authorization, home] of [
    ["https://evil.example/wp-admin/authorize-application.php"],
    ["http://127.0.0.1:1/wp-admin/authorize-application.php"],
    ["javascript:alert(1)"],
    // Such addresses have one origin, "null".
    ["javascript://localhost/%0aalert(1)", "x:y"],
    ["//evil.example/"],
  ]) {
    it(`does not go to ${authorization}`, async () => {
      const { url } = stage.site;
      const body = JSON.stringify({
        ...{ url, home: home ?? url },
        authentication: { "application-passwords": { endpoints: { authorization } } },
      });
      stage.site.setOptions({ answers: [{ route: "^/$", body }] });
      const app = await stage.visit();
      await assert.rejects(app.call("authorize"), { code: "origin_not_allowed" });
      assert.equal(app.page.url(), app.url);
    });
  }

  it("says why there is no index", async () => {
    for (const [answer, code, hint] of [
      [
        { status: 401, body: '{"code":"rest_cannot_access","message":"No"}' },
        "rest_closed",
        /visitors|closes/,
      ],
      [
        { status: 404, body: "<!doctype html><p>Not here" },
        "rest_not_found",
        /address of WordPress/,
      ],
    ]) {
      stage.site.setOptions({ answers: [{ route: "^/$", ...answer }] });
      const app = await stage.visit();
      const error = await app.run(() =>
        wp.authorize().catch((error) => ({ ...error, request: error.request })),
      );
      assert.deepEqual([error.code, error.request], [code, undefined]);
      assert.match(error.hint, hint);
    }
  });

  it("believes no index that another origin responds with", async () => {
    const elsewhere = await serve(({ headers }, response) => {
      const { url } = elsewhere;
      const endpoints = { authorization: `${url}/phish` };
      const authentication = { "application-passwords": { endpoints } };
      response.setHeader("Access-Control-Allow-Origin", headers.origin ?? "*");
      response.end(JSON.stringify({ url, home: url, namespaces: ["wp/v2"], authentication }));
    });
    try {
      const headers = { Location: `${elsewhere.url}/wp-json/` };
      stage.site.setOptions({ answers: [{ route: "^/$", status: 302, headers, body: "" }] });
      const app = await stage.visit();
      await assert.rejects(app.call("authorize"), { code: "redirected" });
      assert.equal(app.page.url(), app.url);
      assert.doesNotMatch(await app.stored(), /"state"/);
    } finally {
      await elsewhere.stop();
    }
  });

  it("follows a redirect of the index inside the site", async () => {
    const headers = { Location: `${stage.site.url}/wp-json/?_fields=authentication,home,url` };
    const answers = [{ route: "^/$", times: 1, status: 302, headers, body: "" }];
    stage.site.setOptions({ answers });
    const app = await visitSignedIn();
    await ask(app);
    assert.match(app.page.url(), APPROVAL);
  });

  // Here, since a pattern of names skips no test inside of a group.
  const takesNoFetch = usesRust && "a Rust client takes no `fetch` of the app's";
  it("does not send a password through http:, not even to the site itself", {
    skip: takesNoFetch,
  }, async () => {
    const extra = () => ({
      fetch: async () => {
        const url = "http://wordpress.example";
        const authorization = `${url}/wp-admin/authorize-application.php`;
        const authentication = { "application-passwords": { endpoints: { authorization } } };
        return Response.json({ url, home: url, authentication });
      },
    });
    const app = await stage.visit(
      { site: "http://wordpress.example", allowInsecure: true },
      { extra },
    );
    await assert.rejects(app.call("authorize"), { code: "origin_not_allowed" });
    assert.equal(app.page.url(), app.url);
  });
});
