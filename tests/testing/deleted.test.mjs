// Users who are deleted while they are logged in, and queries that are none: the site responds, and
// never fails itself.
import assert from "node:assert/strict";
import { it } from "node:test";
import { createTestSite } from "../../pkg/testing.js";

const call = (site, route, { token, json, cookie, method = "POST" } = {}) =>
  site.answer(
    new Request(site.site + route, {
      method,
      headers: {
        ...(json && { "Content-Type": "application/json" }),
        ...(token && { Authorization: token }),
      },
      body: json && JSON.stringify(json),
    }),
    { cookie },
  );
const graphql = (site, query) => call(site, "/graphql", { json: { query } });
const remove = (site, username) => {
  const at = site.users.findIndex((user) => user.username === username);
  return site.users.splice(at, 1);
};
const editor = { username: "editor", password: "editor-password" };

it("jwt-auth: the cookie of a deleted user renews nothing", async () => {
  const site = createTestSite({ plugin: "jwt-auth" });
  const login = await call(site, "/wp-json/jwt-auth/v1/token", { json: editor });
  const [cookie] = login.headers.getSetCookie()[0].split(";");
  remove(site, "editor");
  const answer = await call(site, "/wp-json/jwt-auth/v1/token/refresh", { cookie });
  assert.equal(answer.status, 401);
  assert.equal((await answer.json()).code, "jwt_auth_invalid_refresh_token");
});

it("simple-jwt-authentication: the token of a deleted user is revoked", async () => {
  const site = createTestSite({ plugin: "simple-jwt-authentication" });
  const base = "/wp-json/simple-jwt-authentication/v1/token";
  const { token } = await (await call(site, base, { json: editor })).json();
  remove(site, "editor");
  const answer = await call(site, `${base}/refresh`, { token: `Bearer ${token}` });
  assert.equal(answer.status, 403);
  assert.equal((await answer.json()).code, "jwt_auth_token_revoked");
});

it("wp-graphql: the refresh token of a deleted user is invalid", async () => {
  const site = createTestSite({ plugin: "wp-graphql-jwt-authentication" });
  const input = '{ username: "editor", password: "editor-password" }';
  const login = await graphql(site, `mutation { login(input: ${input}) { refreshToken } }`);
  const { refreshToken } = (await login.json()).data.login;
  remove(site, "editor");
  const answer = await graphql(
    site,
    `mutation { refreshJwtAuthToken(input: { jwtRefreshToken: "${refreshToken}" }) { authToken } }`,
  );
  const { errors, data } = await answer.json();
  assert.equal(errors[0].message, "The provided refresh token is invalid");
  assert.equal(data.refreshJwtAuthToken, null);
});

it("wp-rest-api-authentication: a token that names nobody logs nobody in", async () => {
  const site = createTestSite({ plugin: "wp-rest-api-authentication" });
  const login = await call(site, "/wp-json/api/v1/token", { json: editor });
  const { jwt_token: token } = await login.json();
  remove(site, "editor");
  const sent = { token: `Bearer ${token}`, method: "GET" };
  const me = await call(site, "/wp-json/wp/v2/users/me", sent);
  assert.equal(me.status, 401);
  assert.equal((await me.json()).code, "rest_not_logged_in");
  assert.equal((await call(site, "/wp-json/api/v1/token-validate", sent)).status, 200);
});

it("a new user doesn't get the id of another one", async () => {
  const site = createTestSite({ plugin: "basic-auth" });
  remove(site, "editor");
  const json = { username: "new", email: "new@example.com", password: "new-password" };
  const token = `Basic ${btoa("admin:admin-password")}`;
  const created = await (await call(site, "/wp-json/wp/v2/users", { json, token })).json();
  assert.equal(site.users.filter(({ id }) => id === created.id).length, 1);
});

for (const [query, message] of [
  ["subscription { posts }", "Schema is not configured for subscriptions."],
  ["fragment F { title }", 'Syntax Error: Unexpected Name "fragment"'],
  ["{ constructor }", 'Cannot query field "constructor" on type "RootQuery".'],
  [5, 'GraphQL Request parameter "query" must be string, but got 5'],
]) {
  it(`wp-graphql: refuses ${query}`, async () => {
    const site = createTestSite({ plugin: "wp-graphql-jwt-authentication" });
    assert.deepEqual(await (await graphql(site, query)).json(), { errors: [{ message }] });
  });
}

it("simple-jwt-login: a `jwt` that is no text is no token", async () => {
  const site = createTestSite({ plugin: "simple-jwt-login" });
  const json = { jwt: 5 };
  const answer = await call(site, "/wp-json/simple-jwt-login/v1/auth/validate", { json });
  assert.equal(answer.status, 400);
  assert.equal((await answer.json()).data.error_code, 2);
});
