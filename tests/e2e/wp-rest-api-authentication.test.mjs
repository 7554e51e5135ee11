// miniOrange: one of its methods at a time, and responses that no page of another origin may read.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { beforeEach, it } from "node:test";
import { cures } from "../faults/cures.mjs";
import { setStage } from "../support/stage.mjs";
import { skipMode, skipReal } from "../wordpress/harness.mjs";

const stage = setStage({ server: "wp-rest-api-authentication" });
const ME = "/wp/v2/users/me";
const POSTS = "/wp/v2/posts";
const LOGIN = "POST /api/v1/token";
/** The result of an unreadable response. */
const cured = ({ code, sent, hint }) =>
  code === "cors_blocked" && sent === "maybe" && hint.includes(`\`${cures.early}\``);
const own = { own: true, path: "/index.html" };
/** How often a first visit asks where the REST API is: not even that may be read without a token. */
const SEARCH = ["GET /", "GET /"];
const client = { client_id: "aClientId", client_secret: "aClientSecret" };

const counters = ["", "127.0.0.1", "0.0.0.0"].map(
  (ip) => `_transient_mo_api_auth_rate_limit_${createHash("md5").update(ip).digest("hex")}`,
);

function choose(method, more, changes) {
  const wp_options = {
    mo_api_authentication_selected_authentication_method: method,
    mo_api_authentication_jwt_client_secret: "a secret for tests only",
    mo_api_authentication_jwt_signing_algorithm: "HS256",
    mo_api_auth_clientid: client.client_id,
    mo_api_auth_clientsecret: client.client_secret,
    mo_api_auth_bearer_token: "anApiKey",
    mo_rest_api_protect_migrate: "1",
    ...Object.fromEntries(counters.map((name) => [name, "0"])),
    ...more,
  };
  stage.site.setOptions({ wp_options, ...changes });
}
beforeEach(() => choose("jwt_auth"));
/** Whose name and secret Basic carries: a user's, or those of the site's only client. */
const byName = { mo_api_authentication_authentication_key: "uname_pass" };
const byClient = { mo_api_authentication_authentication_key: "cid_secret" };

it("is found behind its closed index, and logs in", async () => {
  const app = await stage.visit({ plugin: "auto" }, own);
  const { user, plugin, expiresAt } = await app.login();
  assert.equal(plugin, "wp-rest-api-authentication");
  assert.equal(user.username, "editor");
  assert.ok(stage.calls().length <= 3, stage.calls().join());
  assert.equal(stage.calls().at(-1), LOGIN);
  const years = (expiresAt - Date.now()) / 86_400_000 / 365;
  assert.ok(years > 4.9 && years < 5.1, `${years} years`);
  assert.equal((await app.json(ME, { auth: "required" })).id, user.id);
  assert.equal(await app.call("validate"), true);
});

it("says invalid_credentials for a wrong password", async () => {
  const app = await stage.visit({}, own);
  const wanted = { code: "invalid_credentials", wpCode: "INVALID_CREDENTIALS", status: 400 };
  await assert.rejects(app.login("editor", "wrong-4711"), wanted);
  assert.deepEqual(stage.calls(), [LOGIN]);
});

it("says rate_limited when its counter locked the login", { skip: skipMode("4") }, async () => {
  choose("jwt_auth", Object.fromEntries(counters.map((name) => [name, "5"])));
  const app = await stage.visit({}, own);
  await assert.rejects(app.login(), { code: "rate_limited", status: 429, retryAfter: 60_000 });
});

it("ends when the token is refused", async () => {
  const app = await stage.visit({}, own);
  await app.login();
  choose("jwt_auth", { mo_api_authentication_jwt_client_secret: "another secret for tests" });
  const init = { method: "POST", json: { title: "x" } };
  assert.equal((await app.fetch(POSTS, init)).status, 401);
  assert.deepEqual(await app.session(), { status: "anonymous", reason: "rejected" });
});

it("does not poll", async () => {
  const app = await stage.visit({ plugin: "auto" }, own);
  await app.call("ready");
  await new Promise((done) => setTimeout(done, 1000));
  assert.deepEqual(stage.sent(), []);
});

it("is diagnosed without locking its login", { skip: skipMode("4") }, async () => {
  const app = await stage.visit({ plugin: "auto" }, own);
  const { ok, plugin, findings } = await app.call("diagnose");
  assert.equal(plugin, "wp-rest-api-authentication");
  assert.ok(ok, JSON.stringify(findings));
  // Nothing that the plugin would refuse, except its index.
  assert.deepEqual(new Set(stage.sent()), new Set(["GET /"]));
  assert.equal((await app.login()).status, "authenticated");
  stage.site.clearLog();
  await app.call("diagnose");
  const anonymous = stage.sent().filter((line) => !line.endsWith("+token"));
  assert.deepEqual(new Set(anonymous), new Set(["GET /"]));
});

it("takes a user's password for a pair of tokens (OAuth 2.0)", { skip: skipReal }, async () => {
  choose("", {}, { mode: "oauth2" });
  const credentials = { username: "$username", password: "$password" };
  const renewal = { refresh_token: "$refreshToken" };
  const plugin = {
    id: "wp-rest-api-authentication",
    opaque: true,
    token: "access_token",
    refreshToken: "refresh_token",
    login: { path: "token", body: { grant_type: "password", ...client, ...credentials } },
    refresh: { path: "token", body: { grant_type: "refresh_token", ...client, ...renewal } },
    validate: { path: ME, method: "GET", auth: true, user: { id: "id" } },
    errors: { invalid_grant: "invalid_credentials", UNAUTHORIZED: "token_rejected:rejected" },
  };
  const app = await stage.visit({ plugin }, own);
  const session = await app.login();
  assert.equal(session.canRefresh, true);
  assert.equal(session.user.username, "editor");
  assert.equal((await app.fetch(ME, { auth: "required" })).status, 200);
  const before = await app.call("token");
  await app.call("refresh");
  assert.notEqual(await app.call("token"), before);
  await app.call("refresh");
  await app.reload();
  assert.equal((await app.call("ready")).status, "authenticated");
  assert.equal((await app.fetch(ME, { auth: "required" })).status, 200);
  await assert.rejects(app.login("editor", "wrong-4711"), { code: "invalid_credentials" });
});

it("takes a user's password with every call (Basic)", async () => {
  choose("basic_auth", byName);
  const app = await stage.visit({ plugin: "basic-auth" }, own);
  const session = await app.login();
  assert.deepEqual(stage.calls(), [...SEARCH, `GET ${ME} +token`]);
  assert.equal(session.plugin, "basic-auth");
  assert.equal(session.user.username, "editor");
  const init = { method: "POST", json: { title: "By Basic" } };
  assert.equal((await app.fetch(POSTS, init)).status, 201);
  assert.equal(await app.call("validate"), true);
});

for (const [wpCode, username] of [
  ["INVALID_PASSWORD", "editor"],
  ["INVALID_USERNAME", "nobody-4711"],
]) {
  it(`says invalid_credentials for ${wpCode}`, async () => {
    choose("basic_auth", byName);
    const app = await stage.visit({ plugin: "basic-auth" }, own);
    const wanted = { code: "invalid_credentials", wpCode, status: 400, sent: "answered" };
    await assert.rejects(app.login(username, "wrong-4711"), wanted);
  });
}

it("takes a client's secret (Basic) and an API key, which name no user", async () => {
  const anybody = { validate: { path: "/wp/v2?_fields=namespace" } };
  const { client_id: username, client_secret: password } = client;
  for (const [method, id, credentials, wrong, wpCode] of [
    [
      "basic_auth",
      "basic-auth",
      { username, password },
      { password: "x" },
      "INVALID_CLIENT_CREDENTIALS",
    ],
    ["tokenapi", "api-key", { apiKey: "anApiKey" }, { apiKey: "x" }, "INVALID_API_KEY"],
  ]) {
    choose(method, byClient);
    const app = await stage.visit({ plugin: { id, ...anybody } }, own);
    const refused = { code: "invalid_credentials", wpCode };
    await assert.rejects(app.call("login", { ...credentials, ...wrong }), refused);
    const session = await app.call("login", credentials);
    assert.equal(session.plugin, id);
    assert.equal(session.user.id, null);
    assert.equal((await app.fetch(POSTS, { auth: "required" })).status, 200);
    assert.equal((await app.fetch(ME, { auth: "required" })).status, 401, "nobody");
    assert.equal((await app.session()).status, "authenticated");
  }
});

// Before 3.7.2 the response to the preflight cannot be read.
const skip = skipMode("4", "3.7.2");
it("lets pages of another origin call by Basic that know the REST root", { skip }, async () => {
  choose("basic_auth", byName);
  const app = await stage.visit({ plugin: "basic-auth", site: `${stage.site.url}/wp-json` });
  assert.equal((await app.login()).user.username, "editor");
  assert.deepEqual(stage.calls(), [`GET ${ME} +token`]);
  assert.equal((await app.fetch(POSTS, { auth: "required" })).status, 200);
});

it("says cors_blocked where the page may not read the answer, with the line that cures it", async () => {
  const app = await stage.visit();
  for (const secret of [undefined, "wrong-4711"]) {
    stage.site.clearLog();
    await assert.rejects(app.login("editor", secret), cured);
    assert.ok(stage.calls().length <= 3, stage.calls().join());
  }
});

it("logs in from another origin with that line, and is found there", { skip }, async () => {
  choose("jwt_auth", {}, { must_use: cures.early });
  const app = await stage.visit({ plugin: "auto" });
  const wrong = { code: "invalid_credentials", sent: "answered" };
  await assert.rejects(app.login("editor", "wrong-4711"), wrong);
  assert.equal((await app.login()).plugin, "wp-rest-api-authentication");
  assert.equal((await app.json(ME, { auth: "required" })).slug, "editor");
  assert.equal(await app.call("validate"), true);
});
