// One test per row of the fact sheet's section 6: "JWT Authentication for WP REST APIs" of
// miniOrange, free 3.4 to 4.4. The site owner's choices are in WordPress's options, so that the
// real plugin can be asked the same.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, beforeEach, describe, it } from "node:test";
import { decode, sign, skipMode, skipReal, start } from "./harness.mjs";

const server = "wp-rest-api-authentication";
const free = ["4", "3.7.2", "3.4"];
const key = "a secret for tests only";
const clientId = "aClientId";
const clientSecret = "aClientSecret";
const apiKey = "anApiKey";
let site;

before(async () => {
  site = await start({ server });
});
after(() => site?.stop());

const counters = ["", "127.0.0.1", "0.0.0.0"].map(
  (ip) => `_transient_mo_api_auth_rate_limit_${createHash("md5").update(ip).digest("hex")}`,
);
const never = Object.fromEntries(counters.map((name) => [name, "0"]));

function choose(method, more = {}) {
  const wp_options = {
    mo_api_authentication_selected_authentication_method: method,
    mo_api_authentication_jwt_client_secret: key,
    mo_api_authentication_jwt_signing_algorithm: "HS256",
    mo_api_auth_clientid: clientId,
    mo_api_auth_clientsecret: clientSecret,
    mo_api_auth_bearer_token: apiKey,
    mo_rest_api_protect_migrate: "1",
    ...never,
    ...more,
  };
  site.setOptions({ wp_options });
}

/** Runs the tests once per mode that they are the facts of. */
function rows(name, modes, tests) {
  for (const mode of modes) {
    describe(`miniOrange ${mode}: ${name}`, { skip: skipMode(mode) }, () => {
      beforeEach(() => {
        site.setOptions();
        site.setOptions({ mode });
        choose("jwt_auth");
      });
      tests(mode);
    });
  }
}

const post = (form, options) => site.call("POST", "/api/v1/token", { form, ...options });
const login = (username = "editor") => post({ username, password: site.password(username) });
const validate = (token) => site.call("GET", "/api/v1/token-validate", { token });
const bearer = async () => `Bearer ${(await login()).body.jwt_token}`;
const basic = (user, password) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
const header = { alg: "HS256", typ: "JWT" };
const signed = (claims) => `Bearer ${sign(claims, { key, header })}`;

function refused({ status, body, text }, wanted, error, code) {
  assert.ok(body, `JSON expected, got: ${text.slice(0, 200)}`);
  const { error_description, error_reason, ...rest } = body;
  assert.deepEqual(rest, { status: "error", error, ...(code && { code }) });
  assert.equal(typeof error_description, "string");
  assert.equal(typeof error_reason, error === "Restricted" ? "string" : "undefined");
  assert.equal(status, wanted);
}

rows("login", free, () => {
  it("answers with a token, and with the moment it ends under the name of a duration", async () => {
    const { status, headers, body } = await login();
    assert.equal(status, 200);
    assert.match(headers.get("content-type"), /^application\/json/);
    assert.deepEqual(Object.keys(body), ["token_type", "iat", "expires_in", "jwt_token"]);
    assert.equal(body.token_type, "Bearer");
    assert.equal(body.expires_in, body.iat + 157_680_000);
    const { header, claims } = decode(body.jwt_token);
    assert.deepEqual(Object.entries(header), [
      ["alg", "HS256"],
      ["typ", "JWT"],
    ]);
    assert.deepEqual(Object.keys(claims), ["sub", "name", "iat", "exp"]);
    assert.equal(typeof claims.sub, "number");
    assert.equal(claims.name, "editor");
    assert.equal(claims.exp, body.expires_in);
  });

  it("takes JSON, a form and the query", async () => {
    const credentials = { username: "editor", password: site.password("editor") };
    const query = `/api/v1/token?${new URLSearchParams(credentials)}`;
    assert.equal((await site.call("POST", "/api/v1/token", { json: credentials })).status, 200);
    assert.equal((await post(credentials)).status, 200);
    assert.equal((await site.call("POST", query)).status, 200);
  });

  it("is POST only; validating is GET only", async () => {
    assert.equal((await site.call("GET", "/api/v1/token")).body.code, "rest_no_route");
    assert.equal((await site.call("POST", "/api/v1/token-validate")).body.code, "rest_no_route");
  });

  for (const [what, form] of [
    ["a wrong password", { username: "editor", password: "wrong" }],
    ["an unknown user", { username: "nobody", password: "wrong" }],
    ["an e-mail address", { username: "editor@example.com", password: "presskey-demo" }],
    ["no password", { username: "editor" }],
    ["nothing", {}],
  ]) {
    it(`refuses ${what} with INVALID_CREDENTIALS`, async () => {
      refused(await post(form), 400, "INVALID_CREDENTIALS", "400");
    });
  }

  it("refuses when there is no secret", async () => {
    choose("jwt_auth", { mo_api_authentication_jwt_client_secret: "" });
    refused(await login(), 401, "BAD_REQUEST", "401");
  });

  it("works whichever method is chosen, or none", async () => {
    for (const method of ["basic_auth", "tokenapi", ""]) {
      choose(method);
      assert.equal((await login()).status, 200);
    }
  });

  it("answers so that no other origin can read it, neither success nor failure", async () => {
    const headers = { origin: "http://app.example" };
    const form = { username: "editor", password: site.password("editor") };
    for (const answer of [await post(form, { headers }), await post({}, { headers })]) {
      assert.equal(answer.headers.get("access-control-allow-origin"), null);
    }
  });
});

rows("preflight", free, (mode) => {
  it("passes everywhere, readable by the browser since 3.7.2", async () => {
    const headers = { origin: "http://app.example", "access-control-request-method": "POST" };
    const answer = await site.call("OPTIONS", "/api/v1/token", { headers });
    assert.equal(answer.status, 200);
    assert.equal(answer.body.status, "success");
    const old = mode === "3.4";
    const said = (name) => answer.headers.get(`access-control-${name}`);
    assert.equal(said("allow-origin"), old ? null : "http://app.example");
    assert.equal(said("allow-methods"), old ? null : "GET, POST, PUT, DELETE, OPTIONS");
    assert.equal(said("allow-headers"), old ? null : "Authorization, Content-Type, X-WP-Nonce");
    assert.equal(said("max-age"), old ? null : "86400");
  });
});

rows("validate", free, () => {
  it("accepts its own token, in strings", async () => {
    const { status, body } = await validate(await bearer());
    assert.equal(status, 200);
    assert.deepEqual(body, { status: "TRUE", message: "VALID_TOKEN", code: "200" });
  });

  it("accepts a token that ended long ago", async () => {
    assert.equal((await validate(signed({ name: "editor", exp: 1 }))).body.status, "TRUE");
  });

  it("refuses", async () => {
    refused(await validate(), 401, "MISSING_AUTHORIZATION_HEADER", "401");
    const type = "INVALID_AUTHORIZATION_HEADER_TOKEN_TYPE";
    refused(await validate("Basic YTpi"), 401, type, "401");
    refused(await validate("Bearer"), 401, type, "401");
    refused(await validate("Bearer nothing"), 401, "SEGMENT_FAULT", "401");
    refused(await validate("Bearer a.b.c"), 401, "SEGMENT_FAULT", "401");
    const foreign = `Bearer ${sign({ name: "editor" }, { key: "another", header })}`;
    refused(await validate(foreign), 401, "INVALID_SIGNATURE", "401");
    const other = `Bearer ${sign({ name: "editor" }, { key, header: { alg: "HS512" } })}`;
    refused(await validate(other), 200, "UNAUTHORIZED", "401");
  });
});

rows("calls with a JWT", free, () => {
  it("honours it by its `name`, whatever the case of the scheme, and lets others read", async () => {
    const headers = { origin: "http://app.example" };
    const token = await bearer();
    const answer = await site.call("GET", "/wp/v2/users/me", { token, headers });
    assert.equal(answer.body.name, "Edith Editor");
    assert.equal(answer.headers.get("access-control-allow-origin"), "http://app.example");
    assert.equal((await site.me(token.replace("Bearer", "bearer"))).status, 200);
    const admin = await site.me(signed({ sub: 2, name: "admin", exp: 1 }));
    assert.equal(admin.body.name, "admin");
  });

  it("takes the header in British spelling too", async () => {
    const headers = { authorisation: await bearer() };
    assert.equal((await site.call("GET", "/wp/v2/users/me", { headers })).status, 200);
  });

  it("refuses public routes too", async () => {
    refused(await site.posts(), 401, "MISSING_AUTHORIZATION_HEADER", "401");
    const type = "INVALID_AUTHORIZATION_HEADER_TOKEN_TYPE";
    refused(await site.posts("Basic YTpi"), 401, type, "401");
    refused(await site.posts("Bearer nothing"), 401, "SEGMENT_FAULT", "401");
    const foreign = `Bearer ${sign({ name: "editor" }, { key: "another", header })}`;
    refused(await site.posts(foreign), 401, "INVALID_SIGNATURE", "401");
    const other = `Bearer ${sign({ name: "editor" }, { key, header: { alg: "HS512" } })}`;
    refused(await site.posts(other), 401, "UNAUTHORIZED");
  });

  it("refuses every other route, the index and the other address of a route too", async () => {
    const token = await bearer();
    for (const path of [
      "/wp-json/",
      "/wp-json/oembed/1.0",
      "/?rest_route=/",
      "/?rest_route=/wp/v2/posts",
    ]) {
      refused(await site.call("GET", "", { path, token }), 403, "Restricted");
      refused(await site.call("GET", "", { path }), 403, "Restricted");
    }
  });

  it("lets all of those pass on a site that was never asked", async () => {
    choose("jwt_auth", { mo_rest_api_protect_migrate: "" });
    const { status, body } = await site.call("GET", "/");
    assert.equal(status, 200);
    assert.ok(body.namespaces.includes("api/v1"));
  });

  it("does not look at a token on a route that is not protected", async () => {
    choose("jwt_auth", {
      mo_api_authentication_protectedrestapi_route_whitelist: ["/wp/v2/pages"],
    });
    assert.equal((await site.me(await bearer())).body.code, "rest_not_logged_in");
    assert.equal((await site.posts("Bearer nothing")).status, 200);
  });

  it("refuses all when no method was chosen", async () => {
    choose("");
    refused(await site.posts(await bearer()), 401, "UNAUTHORIZED");
  });

  it("says so where the web server keeps the header to itself", async () => {
    const token = await bearer();
    site.setOptions({ strip_authorization: true });
    refused(await site.posts(token), 401, "MISSING_AUTHORIZATION_HEADER", "401");
  });
});

rows("Basic", free, () => {
  const names = { mo_api_authentication_authentication_key: "uname_pass" };
  const client = { mo_api_authentication_authentication_key: "cid_secret" };

  it("takes a user's real password", async () => {
    choose("basic_auth", names);
    const { body } = await site.me(basic("editor", site.password("editor")));
    assert.equal(body.name, "Edith Editor");
  });

  it("refuses", async () => {
    choose("basic_auth", names);
    refused(await site.posts(), 401, "MISSING_AUTHORIZATION_HEADER", "401");
    refused(await site.posts(basic("editor", "wrong")), 400, "INVALID_PASSWORD", "400");
    refused(await site.posts(basic("nobody", "wrong")), 400, "INVALID_USERNAME", "400");
    refused(await site.posts("Basic bm9jb2xvbg=="), 401, "INVALID_TOKEN_FORMAT", "401");
    const type = "INVALID_AUTHORIZATION_HEADER_TOKEN_TYPE";
    refused(await site.posts("Bearer x"), 401, type, "401");
  });

  it("takes a client's id and secret, which make nobody a user", async () => {
    choose("basic_auth", client);
    const token = basic(clientId, clientSecret);
    assert.equal((await site.posts(token)).status, 200);
    assert.equal((await site.me(token)).body.code, "rest_not_logged_in");
    const wrong = basic(clientId, "wrong");
    refused(await site.posts(wrong), 400, "INVALID_CLIENT_CREDENTIALS", "400");
  });
});

rows("API key", free, () => {
  beforeEach(() => choose("tokenapi"));

  it("is a bearer token that makes nobody a user", async () => {
    assert.equal((await site.posts(`Bearer ${apiKey}`)).status, 200);
    assert.equal((await site.me(`Bearer ${apiKey}`)).body.code, "rest_not_logged_in");
  });

  it("refuses", async () => {
    refused(await site.posts(), 401, "MISSING_AUTHORIZATION_HEADER", "401");
    refused(await site.posts("Bearer wrong"), 401, "INVALID_API_KEY", "401");
    const type = "INVALID_AUTHORIZATION_HEADER_TOKEN_TYPE";
    refused(await site.posts("Basic YTpi"), 401, type, "401");
  });
});

rows("too many failures", ["3.7.2", "4"], (mode) => {
  it("lock the login, and validating, for a minute: anonymous calls count too", async () => {
    const token = await bearer();
    choose("jwt_auth", Object.fromEntries(counters.map((name) => [name, undefined])));
    for (let call = 0; call < 5; call++) await site.posts();
    const answer = await login();
    if (mode !== "4") return assert.equal(answer.status, 200);
    refused(answer, 429, "TOO_MANY_REQUESTS", "429");
    assert.equal(answer.headers.get("retry-after"), "60");
    refused(await validate(token), 429, "TOO_MANY_REQUESTS", "429");
    assert.equal((await site.posts(token)).status, 200, "calls with a token go on");
  });
});

describe("miniOrange oauth2: the password grant", { skip: skipReal }, () => {
  const credentials = { client_id: clientId, client_secret: clientSecret };
  const grant = (form) => post({ ...credentials, ...form });
  const password = (name) => grant({ grant_type: "password", username: "editor", password: name });
  beforeEach(() => {
    site.setOptions();
    choose("");
    site.setOptions({ mode: "oauth2" });
  });

  it("answers with a pair that lives an hour", async () => {
    const { status, headers, body } = await password(site.password("editor"));
    assert.equal(status, 200);
    assert.match(headers.get("cache-control"), /no-store/);
    const { access_token, refresh_token, ...rest } = body;
    assert.deepEqual(rest, { token_type: "Bearer", expires_in: 3600 });
    assert.notEqual(access_token, refresh_token);
    assert.equal((await site.me(`Bearer ${access_token}`)).body.name, "Edith Editor");
  });

  it("renews with the refresh token, once", async () => {
    const first = (await password(site.password("editor"))).body;
    const renew = () => grant({ grant_type: "refresh_token", refresh_token: first.refresh_token });
    const { body } = await renew();
    assert.notEqual(body.refresh_token, first.refresh_token);
    assert.equal((await site.me(`Bearer ${body.access_token}`)).status, 200);
    const again = await renew();
    assert.equal(again.status, 400);
    assert.equal(again.body.error, "invalid_grant");
  });

  it("refuses", async () => {
    const wrong = await password("wrong");
    assert.equal(wrong.status, 400);
    assert.equal(wrong.body.error, "invalid_grant");
    const stranger = await grant({ grant_type: "password", client_id: "stranger" });
    assert.equal(stranger.status, 401);
    assert.equal(stranger.body.error, "invalid_client");
    assert.equal((await grant({ grant_type: "x" })).body.error, "unsupported_grant_type");
    refused(await site.posts("Bearer wrong"), 401, "UNAUTHORIZED");
    site.setOptions({ lifetime: 0 });
    const { access_token } = (await password(site.password("editor"))).body;
    refused(await site.posts(`Bearer ${access_token}`), 401, "UNAUTHORIZED");
  });
});
