// miniOrange: one of its methods at a time, and answers that no page of another origin may read.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { beforeEach, it } from "node:test";
import { setStage } from "../support/stage.mjs";

const stage = setStage({ server: "wp-rest-api-authentication" });
const ME = "/wp/v2/users/me";
const POSTS = "/wp/v2/posts";
const LOGIN = "POST /api/v1/token";
const own = { own: true, path: "/index.html" };
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

it("says rate_limited when its counter locked the login", async () => {
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

it("takes a user's password for a pair of tokens (OAuth 2.0)", async () => {
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
