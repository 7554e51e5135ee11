// WordPress's own login cookie with its nonce, in pages of the site itself.
import assert from "node:assert/strict";
import { it } from "node:test";
import { signIn } from "../support/person.mjs";
import { setStage } from "../support/stage.mjs";

const stage = setStage({ server: "cookie" });
const ME = "/wp/v2/users/me";
const POSTS = "/wp/v2/posts";
const AJAX = "GET (page)";
const NONCE = { path: "/index", own: true };
const NO_NONCE = { path: "/index.html", own: true };
const stale = {
  status: 403,
  body: '{"code":"rest_cookie_invalid_nonce","message":"Cookie check failed"}',
};

/** A visitor who is signed in to WordPress, in a page that has a nonce or has none. */
async function visit(where = NONCE, { username = "editor", ...more } = {}, client) {
  const app = await stage.visit(client, { ...where, ...more, person: username });
  stage.site.clearLog();
  return app;
}

async function visitLoggedIn(...given) {
  const app = await visit(...given);
  await app.call("login", {});
  // Finds the REST root.
  await app.fetch(POSTS);
  stage.site.clearLog();
  return app;
}

it("takes the nonce that WordPress printed into the page", async () => {
  const app = await visit();
  const session = await app.call("login", {});
  assert.deepEqual(stage.calls(), [`GET ${ME}`]);
  assert.equal(session.plugin, "cookie");
  assert.equal(session.user.username, "editor");
  assert.equal(session.user.email, "editor@example.com");
  assert.equal(session.canRefresh, true);
  assert.equal((await app.json(ME, { auth: "required" })).id, session.user.id);
  const init = { method: "POST", json: { title: "By cookie" } };
  assert.equal((await app.fetch(POSTS, init)).status, 201);
  assert.equal(await app.call("validate"), true);
});

it("fetches one where the page has none", async () => {
  const app = await visit(NO_NONCE);
  const session = await app.call("login", {});
  assert.deepEqual(stage.calls(), [AJAX, `GET ${ME}`]);
  assert.equal(session.user.username, "editor");
  assert.equal(session.user.displayName, "Edith Editor");
  assert.equal((await app.fetch(ME, { auth: "required" })).status, 200);
});

it("fetches one where a cache kept the page's", async () => {
  const app = await visit();
  const session = await app.run(() => {
    wpApiSettings.nonce = "0123456789";
    return wp.login({});
  });
  assert.equal(session.user.username, "editor");
  assert.deepEqual(stage.calls(), [`GET ${ME}`, AJAX, `GET ${ME}`]);
});

it("is kept over a reload", async () => {
  const app = await visitLoggedIn();
  await app.reload();
  assert.equal((await app.call("ready")).user.username, "editor");
  assert.equal((await app.fetch(ME, { auth: "required" })).status, 200);
});

it("says that nobody is signed in", async () => {
  for (const where of [NONCE, NO_NONCE]) {
    const app = await visit(where, { username: "" });
    const wanted = { code: "not_authenticated", message: /^Nobody is logged in to WordPress/ };
    await assert.rejects(app.call("login", {}), wanted);
    assert.deepEqual(await app.session(), { status: "anonymous" });
  }
});

it("says that it works in the site's own pages only", async () => {
  const app = await stage.visit();
  await assert.rejects(app.call("login", {}), { code: "invalid_option", message: /site itself/ });
  assert.deepEqual(stage.sent(), []);
});

it("renews a nonce that is too old, and sends the call again", async () => {
  const app = await visitLoggedIn();
  stage.site.setOptions({ answers: [{ route: "posts", times: 1, ...stale }] });
  const { status } = await app.fetch(POSTS, { method: "POST", json: { title: "Once" } });
  assert.equal(status, 201);
  assert.deepEqual(stage.calls(), [`POST ${POSTS}`, AJAX, `GET ${ME}`, `POST ${POSTS}`]);
  assert.equal((await app.session()).status, "authenticated");
});

it("renews once, and never in a loop", async () => {
  const app = await visitLoggedIn();
  stage.site.setOptions({ answers: [{ route: "posts", ...stale }] });
  const { status, body } = await app.fetch(POSTS, { method: "POST", json: { title: "Never" } });
  assert.equal(status, 403);
  assert.equal(body.code, "rest_cookie_invalid_nonce");
  assert.deepEqual(stage.calls(), [`POST ${POSTS}`, AJAX, `GET ${ME}`, `POST ${POSTS}`]);
});

it("ends when the person signs out of WordPress", async () => {
  const app = await visitLoggedIn();
  await app.page.context().clearCookies();
  assert.equal((await app.fetch(POSTS)).status, 200);
  assert.deepEqual(await app.session(), { status: "anonymous", reason: "expired" });
  assert.deepEqual(stage.calls(), [`GET ${POSTS}`, AJAX, `GET ${POSTS}`]);
  await assert.rejects(app.fetch(ME, { auth: "required" }), { sent: "no" });
});

it("ends when somebody else signs in", async () => {
  const app = await visitLoggedIn();
  await app.page.context().clearCookies();
  await signIn(app.page.context(), stage.site, "admin");
  stage.site.clearLog();
  const init = { method: "POST", json: { title: "Not admin's" } };
  await assert.rejects(app.fetch(POSTS, init), { code: "session_expired" });
  assert.deepEqual(stage.calls(), [`POST ${POSTS}`, AJAX, `GET ${ME}`]);
  assert.deepEqual(await app.session(), { status: "anonymous", reason: "rejected" });
  assert.equal((await app.call("login", {})).user.username, "admin");
});

it("keeps the session when WordPress cannot be asked for a nonce", async () => {
  const app = await visitLoggedIn();
  stage.site.setOptions({ answers: [{ route: "posts", ...stale }] });
  await app.page.route(/admin-ajax/, (route) => route.fulfill({ status: 503, body: "<h1>Wait" }));
  const init = { auth: "required" };
  await assert.rejects(app.fetch(POSTS, init), { sent: "no" });
  assert.equal((await app.session()).status, "authenticated");
});

it("forgets the nonce on logout, and leaves WordPress's login alone", async () => {
  const app = await visitLoggedIn();
  await app.logout();
  assert.deepEqual(await app.session(), { status: "anonymous", reason: "logged_out" });
  assert.deepEqual(stage.calls(), []);
  assert.equal((await app.fetch(ME)).status, 401);
  assert.equal((await app.call("login", {})).user.username, "editor");
});

it("sends the cookie nowhere else, and none with a call that goes as a visitor's", async () => {
  const app = await visitLoggedIn();
  await app.fetch(POSTS);
  await app.fetch(POSTS, { auth: "omit" });
  assert.deepEqual(
    stage.site.log().map(({ cookie }) => cookie),
    [true, false],
  );
  const elsewhere = [];
  await app.page.route("http://elsewhere.example/**", (route) => {
    elsewhere.push(route.request().headers());
    route.fulfill({ body: "{}", headers: { "access-control-allow-origin": "*" } });
  });
  await app.fetch("http://elsewhere.example/");
  assert.equal(elsewhere[0]["x-wp-nonce"], undefined);
});
