// One test per row of the fact sheet's section 12: "Simple JWT Authentication" 1.4.0.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { decode, refused, secret, sign, start } from "./harness.mjs";

const base = "/simple-jwt-authentication/v1/token";
let site;
before(async () => {
  site = await start({ server: "simple-jwt-authentication" });
});
after(() => site?.stop());
afterEach(() => site.setOptions());

const post = (path, options) => site.call("POST", base + path, options);
const login = (form) =>
  post("", { form: { username: "editor", password: site.password("editor"), ...form } });
const bearer = async () => `Bearer ${(await login()).body.token}`;
const now = () => Math.floor(Date.now() / 1000);
const make = (changes, options) =>
  `Bearer ${sign({ iss: site.url, iat: now(), nbf: now(), exp: now() + 60, uuid: "x", data: { user: { id: "2" } }, ...changes }, options)}`;

describe("simple-jwt-authentication: login", () => {
  it("answers as its origin does, with the user's id and the moment of expiry", async () => {
    const { status, body } = await login();
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body), [
      "token",
      "user_id",
      "user_email",
      "user_nicename",
      "user_display_name",
      "token_expires",
    ]);
    assert.match(body.user_id, /^\d+$/);
    assert.equal(body.user_display_name, "Edith Editor");
    const { header, claims } = decode(body.token);
    assert.deepEqual(header, { typ: "JWT", alg: "HS256" });
    assert.deepEqual(Object.keys(claims), ["uuid", "iss", "iat", "nbf", "exp", "data"]);
    assert.equal(claims.iss, site.url);
    assert.equal(claims.exp, claims.iat + 604_800);
    assert.equal(claims.exp, body.token_expires);
    assert.deepEqual(claims.data, { user: { id: body.user_id } });
  });

  for (const [code, form] of [
    ["incorrect_password", { password: "wrong" }],
    ["invalid_username", { username: "nobody" }],
    ["invalid_email", { username: "nobody@example.com" }],
    ["empty_username", { username: "" }],
    ["empty_password", { password: "" }],
  ]) {
    it(`refuses with ${code}`, async () => {
      refused(await login(form), 403, `[jwt_auth] ${code}`);
    });
  }

  it("is POST only, and wants a secret", async () => {
    refused(await site.call("GET", base), 404, "rest_no_route");
    site.setOptions({ bad_config: true });
    refused(await login(), 403, "jwt_auth_bad_config");
  });
});

describe("simple-jwt-authentication: validate", () => {
  it("accepts its own token, without a message", async () => {
    const { status, body } = await post("/validate", { token: await bearer() });
    assert.equal(status, 200);
    assert.deepEqual(body, { code: "jwt_auth_valid_token", data: { status: 200 } });
  });

  for (const [what, code, token, message] of [
    ["no header", "jwt_auth_no_auth_header", () => undefined],
    ["another scheme", "jwt_auth_bad_auth_header", () => "Basic YTpi"],
    ["nothing after Bearer", "jwt_auth_bad_auth_header", () => "Bearer"],
    ["no JWT", "jwt_auth_invalid_token", () => "Bearer x", /^Wrong number of segments$/],
    ["no JSON", "jwt_auth_invalid_token", () => "Bearer a.b.c", /malformed/i],
    ["an old one", "jwt_auth_invalid_token", () => make({ exp: 1 }), /^Expired token$/],
    ["a future one", "jwt_auth_invalid_token", () => make({ nbf: now() + 99 }), /prior to/],
    [
      "a forged one",
      "jwt_auth_invalid_token",
      () => make({}, { key: "x" }),
      /^Signature verification failed$/,
    ],
    [
      "another algorithm",
      "jwt_auth_invalid_token",
      () => make({}, { header: { typ: "JWT", alg: "HS512" }, key: secret }),
      /^Algorithm not allowed$/,
    ],
    ["another site's", "jwt_auth_bad_iss", () => make({ iss: "http://other.example" })],
    ["nobody's", "jwt_auth_bad_request", () => make({ data: {} })],
    ["one it never issued", "jwt_auth_token_revoked", () => make()],
    [
      "one of a user without any",
      "jwt_auth_token_revoked",
      () => make({ data: { user: { id: "4711" } } }),
    ],
  ]) {
    it(`refuses ${what} with ${code}`, async () => {
      refused(await post("/validate", { token: token() }), 403, code, message);
    });
  }
});

describe("simple-jwt-authentication: refresh and revoke", () => {
  it("trades a valid token for another; the first stays valid", async () => {
    const first = await bearer();
    const { status, body } = await post("/refresh", { token: first });
    assert.equal(status, 200);
    assert.equal(body.user_display_name, "Edith Editor");
    assert.equal(typeof body.token_expires, "number");
    assert.notEqual(`Bearer ${body.token}`, first);
    assert.equal((await site.me(first)).status, 200);
    assert.equal((await site.me(`Bearer ${body.token}`)).status, 200);
  });

  it("does not refresh what ended", async () => {
    refused(await post("/refresh"), 403, "jwt_auth_no_auth_header");
    refused(await post("/refresh", { token: make({ exp: 1 }) }), 403, "jwt_auth_invalid_token");
  });

  it("revokes this token, not the others", async () => {
    const [first, second] = [await bearer(), await bearer()];
    const { status, body } = await post("/revoke", { token: first });
    assert.equal(status, 200);
    assert.deepEqual(body, { code: "jwt_auth_revoked_token", data: { status: 200 } });
    refused(await site.posts(first), 403, "jwt_auth_token_revoked");
    refused(await post("/validate", { token: first }), 403, "jwt_auth_token_revoked");
    refused(await post("/revoke", { token: first }), 403, "jwt_auth_token_revoked");
    assert.equal((await site.me(second)).status, 200);
  });

  it("says false where there is no token, or where the middleware sleeps", async () => {
    const none = await post("/revoke");
    assert.equal(none.status, 200);
    assert.equal(none.text, "false");
    const path = `/?rest_route=${base}/revoke`;
    const bad = await site.call("POST", "", { path, token: "Bearer x" });
    assert.equal(bad.text, "false");
  });
});

describe("simple-jwt-authentication: middleware", () => {
  it("refuses every route with a bad token, the login too; Basic is a bad token", async () => {
    const credentials = { username: "editor", password: site.password("editor") };
    for (const [token, code] of [
      [make({ exp: 1 }), "jwt_auth_invalid_token"],
      ["Basic YTpi", "jwt_auth_bad_auth_header"],
    ]) {
      refused(await site.posts(token), 403, code);
      refused(await site.call("GET", "/", { token }), 403, code);
      refused(await post("", { token, form: credentials }), 403, code);
    }
  });

  it("is anonymous without one, with ?rest_route= and where the header does not arrive", async () => {
    assert.equal((await site.posts()).status, 200);
    const token = await bearer();
    const path = "/?rest_route=/wp/v2/users/me";
    refused(await site.call("GET", "", { path, token }), 401, "rest_not_logged_in");
    site.setOptions({ strip_authorization: true });
    refused(await site.me(token), 401, "rest_not_logged_in");
  });

  it("sleeps next to a login cookie of any age", async () => {
    const headers = { cookie: "wordpress_logged_in_0=stale" };
    const token = await bearer();
    const good = await site.call("GET", "/wp/v2/users/me", { token, headers });
    refused(good, 401, "rest_not_logged_in");
    const bad = await site.call("GET", "/wp/v2/posts", { token: "Bearer x", headers });
    assert.equal(bad.status, 200);
  });

  it("may look at another header", async () => {
    const token = await bearer();
    site.setOptions({ header_name: "HTTP_X_TOKEN" });
    const headers = { "x-token": token };
    assert.equal((await site.call("GET", "/wp/v2/users/me", { headers })).status, 200);
    refused(await site.me(token), 401, "rest_not_logged_in");
  });

  it("forgets every token when the secret changes", async () => {
    const token = await bearer();
    site.setOptions({ secret: "another secret, long enough for anything" });
    refused(await site.me(token), 403, "jwt_auth_invalid_token", /^Signature verification failed$/);
  });
});

describe("simple-jwt-authentication: a new password", () => {
  const reset = (username) => post("/resetpassword", { form: { username } });

  it("is always answered with 200", async () => {
    for (const name of ["nobody", "", "nobody@example.com"]) {
      const { status, body } = await reset(name);
      assert.equal(status, 200);
      assert.equal(body.code, "jwt_auth_invalid_username");
      assert.deepEqual(body.data, { status: 403 });
      assert.match(body.message, /^<strong>/);
    }
  });
});
