// One test per row of the fact sheet's section 9: "WPGraphQL JWT Authentication". Errors are held
// against the facts by their texts, which are all that this server tells them apart by.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { decode, sign, skipMode, start } from "./harness.mjs";

let site;
before(async () => {
  site = await start({ server: "wp-graphql-jwt-authentication" });
});
after(() => site?.stop());

function rows(name, modes, tests) {
  for (const mode of modes) {
    describe(`wp-graphql ${mode}: ${name}`, { skip: skipMode(mode) }, () => {
      beforeEach(() => {
        site.setOptions();
        site.setOptions({ mode });
      });
      tests(mode);
    });
  }
}

const now = () => Math.floor(Date.now() / 1000);
const graphql = (query, { variables, ...options } = {}) =>
  site.call("POST", "", { path: "/graphql", json: { query, variables }, ...options });
const loginMutation = `mutation Login($username: String!, $password: String!) {
  login(input: { username: $username, password: $password, clientMutationId: "one" }) {
    clientMutationId authToken refreshToken user { databaseId name email }
  }
}`;
const login = (username = "editor", password = site.password(username)) =>
  graphql(loginMutation, { variables: { username, password } });
const tokens = async (username) => (await login(username)).body.data.login;
const refresh = (token, options) =>
  graphql(
    `mutation { refreshJwtAuthToken(input: { jwtRefreshToken: "${token}" }) { authToken } }`,
    options,
  );
const viewer = "{ viewer { name } generalSettings { title } }";

let claims;
/** A token of the editor's with other claims. */
async function token(changes, options) {
  claims ??= decode((await tokens()).authToken).claims;
  return sign({ ...claims, iat: now(), nbf: now(), exp: now() + 300, ...changes }, options);
}
const bearer = (token) => ({ token: `Bearer ${token}` });

/** Every field is null and has its error, with HTTP 200 unless told otherwise. */
function failed({ status, body, text }, message, wanted = 200) {
  assert.ok(body?.errors, `errors expected, got: ${text.slice(0, 200)}`);
  for (const error of body.errors) assert.match(error.message, message);
  for (const [name, value] of Object.entries(body.data ?? {})) assert.equal(value, null, name);
  assert.equal(status, wanted);
}

rows("login", ["0.6", "0.7"], (mode) => {
  it("answers with two tokens and the user", async () => {
    const { status, body } = await login();
    assert.equal(status, 200);
    assert.equal(body.errors, undefined);
    const { authToken, refreshToken, ...rest } = body.data.login;
    assert.equal(typeof rest.user.databaseId, "number");
    assert.deepEqual(rest, {
      clientMutationId: "one",
      user: { databaseId: rest.user.databaseId, name: "Edith Editor", email: "editor@example.com" },
    });
    for (const [token, life, keys] of [
      [authToken, 300, ["id"]],
      [refreshToken, 365 * 86400, ["id", "user_secret"]],
    ]) {
      const { header, claims } = decode(token);
      assert.deepEqual(header, { typ: "JWT", alg: "HS256" });
      assert.equal(claims.iss, site.url);
      assert.equal(claims.exp - claims.iat, life);
      assert.deepEqual(Object.keys(claims.data.user), keys);
      assert.equal(claims.data.user.id, String(rest.user.databaseId));
    }
  });

  it("fails with WordPress's code up to 0.7.0, then with its text in escaped HTML", async () => {
    const wrong = await login("editor", "wrong");
    const nobody = await login("nobody", "wrong");
    failed(wrong, mode === "0.6" ? /^incorrect_password$/ : /^&lt;strong&gt;Error:.*is incorrect/);
    failed(nobody, mode === "0.6" ? /^invalid_username$/ : /is not registered on this site/);
    failed(await login("", ""), mode === "0.6" ? /^empty_username$/ : /field is empty/);
    assert.deepEqual(wrong.body.errors[0].path, ["login"]);
  });

  it("fails where the site has no secret", async () => {
    site.setOptions({ bad_config: true });
    const input = `username: "editor", password: "${site.password("editor")}"`;
    const plain = await graphql(`mutation { login(input: { ${input} }) { authToken } }`);
    failed(plain, /^JWT Auth is not configured correctly/);
    // A clientMutationId is more than it can bear then.
    failed(await login(), /^Internal server error$/);
  });

  it("takes lifetimes that the site set", async () => {
    site.setOptions({ lifetime: 120, refresh_lifetime: 3600 });
    const { authToken, refreshToken } = await tokens();
    const life = (token) => decode(token).claims.exp - decode(token).claims.iat;
    assert.equal(life(authToken), 120);
    assert.ok(Math.abs(life(refreshToken) - 3600) < 3);
  });

  it("answers at index.php?graphql too", async () => {
    const path = "/index.php?graphql=true";
    const { body } = await site.call("POST", "", { path, json: { query: viewer } });
    assert.equal(body.data.generalSettings.title, "Presskey test site");
  });
});

rows("refresh", ["0.7"], () => {
  it("answers with an access token, again and again", async () => {
    const { refreshToken } = await tokens();
    for (let time = 0; time < 2; time++) {
      const { status, body } = await refresh(refreshToken);
      assert.equal(status, 200);
      const { claims } = decode(body.data.refreshJwtAuthToken.authToken);
      assert.equal(claims.exp - claims.iat, 300);
    }
  });

  it("takes an access token for a refresh token", async () => {
    const { body } = await refresh(await token());
    assert.ok(body.data.refreshJwtAuthToken.authToken);
  });

  it("fails with a bad token, by status too if it is of another site", async () => {
    const message = /^The provided refresh token is invalid$/;
    failed(await refresh("stale"), message);
    failed(await refresh(await token({ exp: 1 })), message);
    failed(await refresh(await token({ iss: "http://elsewhere.example" })), message, 401);
  });

  it("fails with an expired access token in the header", async () => {
    const { refreshToken } = await tokens();
    const expired = bearer(await token({ exp: 1 }));
    failed(await refresh(refreshToken, expired), /^Internal server error$/);
  });
});

rows("other operations", ["0.7"], () => {
  it("know the user of a good token, and one 59 seconds dead", async () => {
    for (const exp of [now() + 300, now() - 50]) {
      const { body } = await graphql(viewer, bearer(await token({ exp })));
      assert.equal(body.data.viewer.name, "Edith Editor");
    }
  });

  it("are anonymous without a token, with another scheme, for a user who is gone", async () => {
    const gone = bearer(await token({ data: { user: { id: "4711" } } }));
    for (const options of [{}, { token: "Basic YTpi" }, gone]) {
      const { status, body } = await graphql(viewer, options);
      assert.equal(status, 200);
      assert.equal(body.data.viewer, null);
      assert.equal(body.data.generalSettings.title, "Presskey test site");
    }
  });

  it("fail as a whole with a bad token", async () => {
    const message = /^Internal server error$/;
    failed(await graphql(viewer, bearer("stale")), message);
    failed(await graphql(viewer, bearer(await token({ exp: now() - 61 }))), message);
    failed(await graphql(viewer, bearer(await token({}, { key: "another secret" }))), message);
    const elsewhere = await token({ iss: "http://elsewhere.example" });
    failed(await graphql(viewer, bearer(elsewhere)), message, 401);
    failed(await graphql(viewer, bearer(await token({ data: {} }))), message, 401);
  });

  it("say why where debugging is on", async () => {
    site.setOptions({ graphql_debug: true });
    const { body } = await graphql(viewer, bearer(await token({ exp: 1 })));
    assert.equal(body.errors[0].extensions.debugMessage, "Expired token");
  });

  it("are anonymous, with 403, where the site has no secret", async () => {
    const good = bearer(await token());
    site.setOptions({ bad_config: true });
    const { status, body } = await graphql("{ viewer { name } }", good);
    assert.equal(status, 403);
    assert.deepEqual(body.data, { viewer: null });
    assert.equal(body.errors, undefined);
  });

  it("need rights to write", async () => {
    const create = 'mutation { createPost(input: { title: "A title" }) { post { title } } }';
    failed(await graphql(create), /^Sorry, you are not allowed to create posts$/);
    const { body } = await graphql(create, bearer(await token()));
    assert.equal(body.data.createPost.post.title, "A title");
  });

  it("fail before they start when they are no GraphQL or ask for what is not there", async () => {
    failed(await graphql("{ viewer { "), /^Syntax Error/, 500);
    failed(await graphql("{ nonsense }"), /^Cannot query field "nonsense" on type "RootQuery"/);
    failed(await graphql(""), /must include at least one of/);
    failed(await graphql("mutation { login { authToken } }"), /is required but not provided/);
    failed(await graphql(loginMutation, { variables: { username: "editor" } }), /\$password/);
  });

  it("answer GET, and preflights for any origin", async () => {
    const path = `/graphql?query=${encodeURIComponent(viewer)}`;
    const get = await site.call("GET", "", { path });
    assert.equal(get.body.data.generalSettings.title, "Presskey test site");
    const { status, headers } = await site.call("OPTIONS", "", { path: "/graphql" });
    assert.equal(status, 200);
    assert.equal(headers.get("access-control-allow-origin"), "*");
    assert.equal(headers.get("access-control-max-age"), "600");
    assert.equal(
      headers.get("access-control-allow-headers"),
      "Authorization, Content-Type, X-JWT-Auth, X-JWT-Refresh",
    );
  });
});

rows("headers", ["0.6", "0.7"], (mode) => {
  it("are exposed", async () => {
    const { headers } = await graphql(viewer);
    const exposed = mode === "0.6" ? "X-JWT-Refresh" : "X-JWT-Auth,X-JWT-Refresh";
    assert.equal(headers.get("access-control-expose-headers"), exposed);
  });

  it("carry new tokens where there is https or debugging, and only there", async () => {
    const options = bearer(await token());
    const none = await graphql(viewer, options);
    assert.equal(none.headers.get("x-jwt-auth"), null);
    site.setOptions({ graphql_debug: true });
    const { headers } = await graphql(viewer, options);
    const life = (name) => decode(headers.get(name)).claims.exp - now();
    assert.ok(Math.abs(life("x-jwt-auth") - 300) < 10);
    assert.ok(Math.abs(life("x-jwt-refresh") - 365 * 86400) < 10);
    assert.equal((await graphql(viewer)).headers.get("x-jwt-auth"), null);
  });

  it("bring an access token for a bare Refresh-Authorization", async () => {
    const { refreshToken } = await tokens();
    site.setOptions({ graphql_debug: true });
    const send = (value) => graphql(viewer, { headers: { "refresh-authorization": value } });
    const { headers } = await send(refreshToken);
    assert.ok(headers.get("x-jwt-auth"));
    assert.equal(headers.get("x-jwt-refresh"), null);
    assert.equal((await send(`Bearer ${refreshToken}`)).headers.get("x-jwt-auth"), null);
  });
});

rows("WordPress's own routes", ["0.7"], () => {
  it("know the user of a good token and take a bad one for none", async () => {
    assert.equal((await site.me(`Bearer ${await token()}`)).body.name, "Edith Editor");
    const path = "/?rest_route=/wp/v2/users/me";
    assert.equal((await site.call("GET", "", { path, ...bearer(await token()) })).status, 200);
    assert.equal((await site.posts("Bearer stale")).status, 200);
    assert.equal((await site.me("Bearer stale")).body.code, "rest_not_logged_in");
  });

  it("carry a refresh token, and lose Link from what may be read, with debugging on", async () => {
    site.setOptions({ graphql_debug: true });
    const { headers } = await site.me(`Bearer ${await token()}`);
    assert.ok(headers.get("x-jwt-refresh"));
    assert.equal(headers.get("x-jwt-auth"), null);
    assert.equal(
      headers.get("access-control-expose-headers"),
      "X-WP-Total, X-WP-TotalPages, X-JWT-Refresh",
    );
  });
});

// Last: who is revoked cannot log in again without an administrator.
rows("revocation", ["0.7"], () => {
  it("ends refreshing and logins, not the access token", async () => {
    const { authToken, refreshToken } = await tokens("subscriber");
    const query = "{ viewer { id isJwtAuthSecretRevoked } }";
    const { id } = (await graphql(query, bearer(authToken))).body.data.viewer;
    const update = (id, options) =>
      graphql(
        `mutation { updateUser(input: { id: "${id}", revokeJwtUserSecret: true }) { user { name } } }`,
        options,
      );
    failed(await update(id), /appropriate capabilities/);
    failed(await update("dXNlcjox", bearer(authToken)), /appropriate capabilities/);
    assert.equal(
      (await update(id, bearer(authToken))).body.data.updateUser.user.name,
      "subscriber",
    );

    failed(await refresh(refreshToken), /^The provided refresh token is invalid$/, 401);
    failed(await login("subscriber"), /^The JWT token cannot be issued for this user$/);
    const { body } = await graphql(query, bearer(authToken));
    assert.equal(body.data.viewer.isJwtAuthSecretRevoked, true);
  });
});
