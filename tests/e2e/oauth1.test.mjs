// OAuth 1.0a: an app with a consumer's key and secret, a user who approves it, and signed calls.
import assert from "node:assert/strict";
import { beforeEach, it } from "node:test";
import { leaveFor } from "../support/person.mjs";
import { serve } from "../support/servers.mjs";
import { setStage } from "../support/stage.mjs";

const stage = setStage({ server: "oauth1" });
const plain = setStage({ server: "oauth1", permalinks: "plain" });
const consumer = { consumerKey: "anAppsKey", consumerSecret: "anAppsSecret" };
const ME = "/wp/v2/users/me";
const POSTS = "/wp/v2/posts";
const APPROVAL = /wp-login\.php\?action=oauth1_authorize|\/oauth1\/authorize/;

/** A setting comes on top of the app that the site knows. */
function set(changes, on = stage) {
  const { consumerKey: key, consumerSecret: secret } = consumer;
  const app = { key, secret, callback: `${on.pages.url}/`, name: "An app" };
  on.site.setOptions({ consumers: [app], ...changes });
}
beforeEach(() => {
  set();
  set({}, plain);
});

const visit = (client, { on = stage, ...more } = {}) =>
  on.visit(client, { person: "editor", ...more });
const ask = (app, more) =>
  leaveFor(app, APPROVAL, (credentials) => wp.login(credentials), { ...consumer, ...more });

async function approve(app, on = stage) {
  await app.page.click('button[value="authorize"], #wp-submit');
  await app.page.waitForURL((url) => url.origin === on.pages.url);
}

async function visitApproved({ on = stage, ...credentials } = {}) {
  const app = await visit({}, { on });
  await ask(app, credentials);
  await approve(app, on);
  await app.make();
  await app.call("completeAuthorization");
  on.site.clearLog();
  return app;
}

it("asks the user on the site's page, and logs in with the answer", async () => {
  const app = await visit({}, { path: "/?tab=2" });
  await ask(app);
  await approve(app);
  assert.match(app.page.url(), /oauth_verifier=/);
  await app.make();
  const session = await app.call("completeAuthorization");
  assert.equal(app.page.url(), app.url);
  assert.equal(session.plugin, "oauth1");
  assert.equal(session.user.username, "editor");
  assert.equal(session.expiresAt, null);
  assert.equal(session.persisted, true);
  assert.equal((await app.json(ME, { auth: "required" })).id, session.user.id);
  assert.equal(await app.call("completeAuthorization"), null);
  await app.reload();
  assert.equal((await app.call("ready")).user.username, "editor");
  assert.equal((await app.fetch(ME, { auth: "required" })).status, 200);
});

// Holds P1 of SECURITY.md.
it("sends nothing to an address that somebody left in storage", async () => {
  const app = await visit();
  await ask(app);
  await approve(app);
  await app.make();
  const sent = [];
  app.page.on("request", (request) => sent.push(request.url()));
  await app.run(() => {
    const key = Object.keys(sessionStorage).find((each) => each.endsWith(":authorize"));
    const asked = JSON.parse(sessionStorage.getItem(key));
    const evil = "http://localhost:9/evil";
    const forged = { ...asked, access: evil, request: evil, authorize: evil, sites: [evil] };
    sessionStorage.setItem(key, JSON.stringify(forged));
  });
  const session = await app.call("completeAuthorization");
  assert.equal(session.status, "authenticated");
  assert.ok(sent.length > 0);
  assert.deepEqual(
    sent.filter((url) => url.includes("evil")),
    [],
  );
});

async function callInEveryWay(app) {
  const query = { search: "tea & biscuits!*'()", per_page: 2, status: ["draft", "publish"] };
  assert.equal((await app.fetch(POSTS, { query, auth: "required" })).status, 200);
  const json = { title: "Signed", status: "draft" };
  const made = await app.fetch(POSTS, { method: "POST", json, query: { _fields: "id" } });
  assert.equal(made.status, 201);
  const path = `${POSTS}/${made.body.id}`;
  const put = await app.fetch(path, { method: "PUT", json: { title: "Changed" } });
  assert.equal(put.body.title.raw, "Changed");
  const form = await app.run(async (path) => {
    const body = new URLSearchParams({ title: "By form & more" });
    return (await wp.json(path, { method: "POST", body })).title.raw;
  }, path);
  assert.equal(form, "By form & more");
  assert.equal((await app.fetch(path, { method: "DELETE" })).status, 200);
  assert.equal(await app.call("validate"), true);
}

for (const [what, more] of [
  ["HMAC-SHA256", {}],
  ["HMAC-SHA1", { signatureMethod: "HMAC-SHA1" }],
  ["HMAC-SHA256, plain permalinks", { on: plain }],
]) {
  it(`signs queries, JSON, forms and other methods: ${what}`, async () => {
    const app = await visitApproved(more);
    const methods = new Set();
    app.page.on("request", (request) => {
      const { authorization = "" } = request.headers();
      for (const [, name] of authorization.matchAll(/oauth_signature_method="([^"]+)"/g)) {
        methods.add(name);
      }
    });
    await callInEveryWay(app);
    assert.deepEqual([...methods], [more.signatureMethod ?? "HMAC-SHA256"]);
    await app.reload();
    assert.equal((await app.call("ready")).user.username, "editor");
    assert.equal((await app.fetch(ME, { auth: "required" })).status, 200);
  });
}

it("sends the secrets nowhere", async () => {
  const app = await visitApproved();
  const headers = [];
  app.page.on("request", (request) => headers.push(JSON.stringify(request.headers())));
  await app.fetch(ME);
  const text = headers.join() + stage.site.log().map((entry) => JSON.stringify(entry));
  assert.match(text, /oauth_signature/);
  assert.doesNotMatch(text, /anAppsSecret/);
  assert.equal((await app.fetch(ME, { auth: "omit" })).status, 401);
});

it("logs in with a token that the app has", async () => {
  const app = await visitApproved();
  const token = await app.call("token");
  const { token: key, tokenSecret } = Object.fromEntries(new URLSearchParams(token));
  const other = await stage.visit();
  const session = await other.call("login", { ...consumer, token: key, tokenSecret });
  assert.equal(session.user.username, "editor");
  const wrong = { ...consumer, token: key, tokenSecret: "4711-wrong" };
  await assert.rejects(other.call("login", wrong), { code: "invalid_credentials", status: 401 });
  assert.equal((await other.session()).status, "authenticated", "as before");
});

it("says that the site knows no such app", async () => {
  const app = await visit();
  const wrong = { consumerKey: "unknown", consumerSecret: "4711-wrong" };
  await assert.rejects(app.call("login", wrong), { code: "invalid_credentials", status: 401 });
  await assert.rejects(app.call("login", { consumerKey: "x" }), { code: "invalid_option" });
  const plaintext = { ...consumer, signatureMethod: "PLAINTEXT" };
  await assert.rejects(app.call("login", plaintext), { code: "invalid_option", sent: "no" });
  await assert.rejects(app.call("authorize"), { code: "invalid_option", message: /login\(/ });
});

it("takes no answer with another state or token, or without verifier", async () => {
  for (const change of [
    (url) => url.searchParams.set("presskey_state", "4711"),
    (url) => url.searchParams.set("oauth_token", "4711"),
    (url) => url.searchParams.delete("oauth_verifier"),
  ]) {
    const app = await visit();
    await ask(app);
    await approve(app);
    const answer = new URL(app.page.url());
    change(answer);
    await app.page.goto(answer.href);
    await app.make();
    stage.site.clearLog();
    assert.equal(await app.call("completeAuthorization"), null);
    assert.deepEqual(stage.sent(), []);
    assert.equal(app.page.url(), app.url);
  }
});

// Holds P1 of SECURITY.md.
it("does not go to a page of another origin", async () => {
  const { url } = stage.site;
  const elsewhere = "https://evil.example";
  for (const [evil, home, place = elsewhere] of [
    ["request", url],
    ["authorize", url],
    ["access", url],
    // Some servers leave the site's folder there.
    ["request", url, `${url}/..;/x`],
    ["access", url, `${url}/%252e%252e/x`],
    // The user may approve on the site's home page. The consumer key goes to no other origin than the site's.
    ["request", elsewhere],
    ["access", elsewhere],
  ]) {
    const oauth1 = Object.fromEntries(
      ["request", "authorize", "access"].map((name) => [
        name,
        `${name === evil ? place : url}/oauth1/${name}`,
      ]),
    );
    const body = JSON.stringify({ url, home, authentication: { oauth1 } });
    set({ answers: [{ route: "^/$", body }] });
    const app = await stage.visit();
    await assert.rejects(app.call("login", { ...consumer }), { code: "origin_not_allowed" });
  }
});

// Holds P1 of SECURITY.md.
it("signs nothing for another origin that responds in place of the index", async () => {
  const signed = [];
  const elsewhere = await serve(({ headers }, response) => {
    const { url } = elsewhere;
    if (headers.authorization) signed.push(headers.authorization);
    const named = ["request", "authorize", "access"].map((name) => [name, `${url}/oauth1/${name}`]);
    const authentication = { oauth1: Object.fromEntries(named) };
    response.setHeader("Access-Control-Allow-Origin", headers.origin ?? "*");
    response.setHeader("Access-Control-Allow-Headers", "authorization");
    response.end(JSON.stringify({ url, home: url, namespaces: ["wp/v2"], authentication }));
  });
  try {
    const headers = { Location: `${elsewhere.url}/wp-json/` };
    set({ answers: [{ route: "^/$", status: 302, headers, body: "" }] });
    const app = await stage.visit();
    await assert.rejects(app.call("login", { ...consumer }), { code: "redirected" });
    assert.deepEqual(signed, []);
  } finally {
    await elsewhere.stop();
  }
});

it("ends when the server refuses the token", async () => {
  const app = await visitApproved();
  const refusal = { status: 401, body: '{"code":"json_oauth1_expired_token","message":"Expired"}' };
  set({ answers: [{ route: "posts", method: "POST", ...refusal }] });
  const { status } = await app.fetch(POSTS, { method: "POST", json: { title: "x" } });
  assert.equal(status, 401);
  assert.deepEqual(await app.session(), { status: "anonymous", reason: "expired" });
});

it("forgets the token on logout", async () => {
  const app = await visitApproved();
  await app.logout();
  assert.doesNotMatch(await app.stored(), /anAppsSecret/);
  assert.equal((await app.fetch(ME)).status, 401);
});
