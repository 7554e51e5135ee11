// One test per row of the fact sheet's section 12: "JWT Auth Pro WP REST API" 1.1.0 of juanma-wp.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { decode, refused, sign, start } from "./harness.mjs";

const server = "jwt-auth-pro-wp-rest-api";
const origin = "http://app.example";
let site;
before(async () => {
  site = await start({ server, environment: "local" });
});
after(() => site?.stop());
afterEach(() => site.setOptions());

const post = (path, options) => site.call("POST", `/jwt/v1/${path}`, options);
const login = (form, options) =>
  post("token", {
    form: { username: "editor", password: site.password("editor"), ...form },
    ...options,
  });
const cookieOf = ({ headers }) =>
  headers.getSetCookie().find((line) => line.startsWith("wp_jwt_refresh_token="));
const cookiePair = (answer) => cookieOf(answer).split(";")[0];
const withCookie = (path, cookie, headers) => post(path, { headers: { cookie, ...headers } });
const now = () => Math.floor(Date.now() / 1000);
const make = (changes, options) =>
  `Bearer ${sign({ iss: "wp-rest-auth-jwt", sub: "2", iat: now(), exp: now() + 60, ...changes }, options)}`;
const bearer = async () => `Bearer ${(await login()).body.data.access_token}`;

describe("jwt-auth-pro-wp-rest-api: login", () => {
  it("answers with a token for an hour, the user, and a cookie that scripts cannot read", async () => {
    const answer = await login();
    assert.equal(answer.status, 200);
    const { success, message, data } = answer.body;
    assert.equal(success, true);
    assert.equal(message, "Authentication successful");
    assert.deepEqual(Object.keys(data), ["access_token", "token_type", "expires_in", "user"]);
    assert.equal(data.token_type, "Bearer");
    assert.equal(data.expires_in, 3600);
    assert.deepEqual(Object.keys(data.user), [
      "id",
      "username",
      "email",
      "display_name",
      "first_name",
      "last_name",
      "registered",
      "roles",
      "avatar_url",
    ]);
    assert.equal(typeof data.user.id, "number");
    assert.deepEqual(data.user.roles, ["editor"]);
    assert.match(cookiePair(answer), /^wp_jwt_refresh_token=[0-9a-f]{64}$/);
    const { header, claims } = decode(data.access_token);
    assert.deepEqual(header, { typ: "JWT", alg: "HS256" });
    assert.deepEqual(Object.keys(claims), ["iss", "sub", "iat", "exp", "jti", "roles"]);
    assert.equal(claims.iss, "wp-rest-auth-jwt");
    assert.equal(claims.sub, String(data.user.id));
    assert.equal(claims.exp, claims.iat + 3600);
  });

  it("refuses", async () => {
    refused(await post("token", { form: {} }), 400, "rest_missing_callback_param");
    refused(await login({ password: "" }), 400, "missing_credentials");
    const wrong = await login({ password: "wrong" });
    refused(wrong, 403, "invalid_credentials", /^[^<]+$/);
    refused(await login({ username: "nobody" }), 403, "invalid_credentials");
    assert.equal(cookieOf(wrong), undefined);
    refused(await site.call("GET", "/jwt/v1/token"), 404, "rest_no_route");
  });

  it("ends in 500 without a secret", async () => {
    site.setOptions({ bad_config: true });
    assert.equal((await login()).status, 500);
    refused(await site.posts("Bearer x"), 500, "jwt_secret_missing");
  });
});

describe("jwt-auth-pro-wp-rest-api: refresh and logout", () => {
  it("trades the cookie for a token and another cookie", async () => {
    const first = cookiePair(await login());
    const answer = await withCookie("refresh", first);
    assert.equal(answer.status, 200);
    const { success, data, message } = answer.body;
    assert.equal(success, true);
    assert.equal(message, "Token refreshed successfully");
    assert.deepEqual(Object.keys(data), ["access_token", "token_type", "expires_in"]);
    assert.equal((await site.me(`Bearer ${data.access_token}`)).body.name, "Edith Editor");
    assert.notEqual(cookiePair(answer), first);
    refused(await withCookie("refresh", first), 401, "invalid_refresh_token");
    assert.equal((await withCookie("refresh", cookiePair(answer))).status, 200);
  });

  it("refuses", async () => {
    refused(await post("refresh"), 401, "missing_refresh_token");
    const unknown = await withCookie("refresh", "wp_jwt_refresh_token=unknown");
    refused(unknown, 401, "invalid_refresh_token");
    const earlier = cookiePair(await login());
    site.setOptions({ secret: "another secret, long enough for anything" });
    refused(await withCookie("refresh", earlier), 401, "invalid_refresh_token");
    site.setOptions({ secret: null, refresh_lifetime: 0 });
    const dead = cookiePair(await login());
    refused(await withCookie("refresh", dead), 401, "invalid_refresh_token");
  });

  it("revokes the cookie, and takes it away; the token lives on", async () => {
    const answer = await login();
    const token = `Bearer ${answer.body.data.access_token}`;
    const out = await withCookie("logout", cookiePair(answer));
    assert.equal(out.status, 200);
    assert.deepEqual(out.body, { success: true, message: "Logout successful", data: [] });
    assert.match(cookieOf(out), /expires=[^;]*(19|20)\d\d/i);
    assert.match(cookieOf(out), /^wp_jwt_refresh_token=(deleted|;|$)/);
    refused(await withCookie("refresh", cookiePair(answer)), 401, "invalid_refresh_token");
    assert.equal((await site.me(token)).status, 200);
    assert.equal((await post("logout")).status, 200);
  });
});

describe("jwt-auth-pro-wp-rest-api: verify", () => {
  const verify = (token) => site.call("GET", "/jwt/v1/verify", { token });

  it("tells who the token is", async () => {
    const { status, body } = await verify(await bearer());
    assert.equal(status, 200);
    assert.equal(body.message, "Token is valid");
    assert.equal(body.data.valid, true);
    assert.equal(body.data.user.username, "editor");
    assert.equal(body.data.user.capabilities.edit_posts, true);
  });

  it("refuses", async () => {
    refused(await verify(), 401, "not_authenticated");
    refused(await verify("Bearer x"), 401, "invalid_token");
    refused(await verify("Basic YTpi"), 401, "not_authenticated");
  });
});

describe("jwt-auth-pro-wp-rest-api: middleware", () => {
  it("honours a token whatever the case of its scheme and the form of the address", async () => {
    const token = await bearer();
    assert.equal((await site.me(token.replace("Bearer", "bearer"))).status, 200);
    const path = "/?rest_route=/wp/v2/users/me";
    assert.equal((await site.call("GET", "", { path, token })).status, 200);
  });

  for (const [what, code, token] of [
    ["an old token", "invalid_token", () => make({ exp: 1 })],
    ["a forged one", "invalid_token", () => make({}, { key: "x" })],
    ["no JWT", "invalid_token", () => "Bearer x"],
    ["nobody's", "invalid_token_subject", () => make({ sub: "0" })],
    ["a lost user's", "invalid_token_user", () => make({ sub: "4711" })],
  ]) {
    it(`refuses every route with ${what}: ${code}`, async () => {
      refused(await site.posts(token()), 401, code);
      refused(await site.call("GET", "/", { token: token() }), 401, code);
      refused(await login({}, { token: token() }), 401, code);
    });
  }

  it("takes no notice of another scheme, and is anonymous without", async () => {
    assert.equal((await site.posts("Basic YTpi")).status, 200);
    refused(await site.me(), 401, "rest_not_logged_in");
    const token = await bearer();
    site.setOptions({ strip_authorization: true });
    refused(await site.me(token), 401, "rest_not_logged_in");
  });

  it("does not look at nbf or at the issuer", async () => {
    assert.equal((await site.me(make({ nbf: now() + 600, iss: "x" }))).status, 200);
  });
});

describe("jwt-auth-pro-wp-rest-api: cookie and origins", () => {
  it("is Lax for all paths on a local site, None for another origin", async () => {
    assert.match(cookieOf(await login()), /; path=\/; HttpOnly; SameSite=Lax$/i);
    const abroad = await login({}, { headers: { origin } });
    assert.match(cookieOf(abroad), /; path=\/; HttpOnly; SameSite=None$/i);
  });

  it("is Strict, Secure and only for /wp-json/ in production", async () => {
    const live = await start({ server, workers: 1 });
    try {
      const form = { username: "editor", password: live.password("editor") };
      const answer = await live.call("POST", "/jwt/v1/token", { form });
      assert.match(cookieOf(answer), /; path=\/wp-json\/; secure; HttpOnly; SameSite=Strict$/i);
    } finally {
      await live.stop();
    }
  });

  it("answers the preflight of a listed origin itself, and leaves others to WordPress", async () => {
    const allow = (cors_allowed_origins) =>
      site.setOptions({ wp_options: { jwt_auth_pro_general_settings: { cors_allowed_origins } } });
    const ask = (name) =>
      site.call("OPTIONS", "/jwt/v1/refresh", {
        headers: { origin: name, "access-control-request-method": "POST" },
      });
    for (const list of [`http://first.example\n${origin}`, "*"]) {
      allow(list);
      const { status, text, headers } = await ask(origin);
      assert.equal(status, 200);
      assert.equal(text, "");
      assert.equal(headers.get("access-control-allow-origin"), origin);
      assert.equal(headers.get("access-control-allow-credentials"), "true");
      assert.match(headers.get("access-control-allow-headers"), /X-Requested-With/);
      assert.equal(headers.get("access-control-max-age"), "86400");
    }
    allow("http://first.example\nhttp://*.example");
    const { headers } = await ask(origin);
    assert.equal(headers.get("access-control-allow-origin"), origin, "WordPress's own");
    assert.equal(headers.get("access-control-max-age"), null);
  });
});
