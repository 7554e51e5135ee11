// One test per row of the fact sheet's section 5: "Simple JWT Login", 3.6 and 4.0.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { decode, sign, skipMode, start } from "./harness.mjs";

const root = "/simple-jwt-login/v1";
let site;
before(async () => {
  site = await start({ server: "simple-jwt-login" });
});
after(() => site?.stop());

/** Runs the tests once per mode that they are the facts of. */
function rows(name, modes, tests) {
  for (const mode of modes) {
    describe(`simple-jwt-login ${mode}: ${name}`, { skip: skipMode(mode) }, () => {
      beforeEach(() => {
        site.setOptions();
        site.setOptions({ mode });
      });
      // `by` picks what holds for this generation.
      tests((three, four) => (mode === "3" ? three : four), mode);
    });
  }
}

const both = ["3", "4"];
const now = () => Math.floor(Date.now() / 1000);
const bearer = (token) => ({ token: `Bearer ${token}` });
const post = (route, form = {}, options) =>
  site.call("POST", `${root}/${route}`, { form, ...options });
const auth = (form, options) =>
  post("auth", { username: "editor", password: site.password("editor"), ...form }, options);
const login = async (form) => (await auth(form)).body.data.jwt;

let own;
let count = 0;
/**
 * A token as the site itself would sign it, but for the changes; null leaves a claim out. Made here,
 * since a login is slow, and unlike any other, since the site's tokens of one second are alike.
 */
async function jwt(changes, options) {
  own ??= decode(await login()).claims;
  const claims = { ...own, iat: now(), exp: now() + 3600, n: ++count, ...changes };
  for (const name of Object.keys(claims)) if (claims[name] === null) delete claims[name];
  return sign(claims, options);
}

function refused({ status, body, text, headers }, wanted, number, more = {}) {
  assert.ok(body, `JSON expected, got: ${text.slice(0, 200)}`);
  const { message, ...data } = body.data;
  const key = "errorCode" in data ? "errorCode" : "error_code";
  assert.deepEqual({ success: body.success, ...data }, { success: false, [key]: number, ...more });
  assert.equal(typeof message, "string");
  assert.equal(status, wanted);
  assert.match(headers.get("content-type"), /^application\/json/);
  return { key, message };
}

rows("login", both, (by) => {
  it("answers with a token, in 4.0 with a refresh token too", async () => {
    const { status, body } = await auth();
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body), ["success", "data"]);
    assert.equal(body.success, true);
    assert.deepEqual(Object.keys(body.data), by(["jwt"], ["jwt", "refresh_token"]));
    if (by(false, true)) assert.match(body.data.refresh_token, /^[0-9a-f]{64}$/);
  });

  it("signs the claims that the site chose", async () => {
    const { header, claims } = decode(await login());
    assert.deepEqual(header, { typ: "JWT", alg: "HS256" });
    assert.deepEqual(claims, {
      iat: claims.iat,
      exp: claims.iat + 3600,
      email: "editor@example.com",
      id: claims.id,
      site: site.url,
      username: "editor",
      iss: site.url,
    });
    assert.equal(typeof claims.id, "string");
    site.setOptions({ jwt_claims: ["id"] });
    assert.deepEqual(Object.keys(decode(await login()).claims).sort(), ["iat", "id"]);
    site.setOptions({ jwt_claims: null, lifetime: 120 });
    const short = decode(await login()).claims;
    assert.equal(short.exp - short.iat, 120);
  });

  it("adds what the client sends as payload", async () => {
    const payload = JSON.stringify({ seat: "7", email: "other@example.com" });
    const { claims } = decode(await login({ payload }));
    assert.equal(claims.seat, "7");
    assert.equal(claims.email, "editor@example.com");
  });

  it("takes a username, an e-mail address, or either as login", async () => {
    const password = site.password("editor");
    for (const form of [
      { username: "editor" },
      { email: "editor@example.com" },
      { login: "editor" },
      { login: "editor@example.com" },
    ]) {
      assert.equal((await post("auth", { ...form, password })).status, 200, JSON.stringify(form));
    }
    refused(await post("auth", { username: "editor@example.com", password }), by(400, 401), 48);
  });

  it("takes JSON of any content type, and the query", async () => {
    const credentials = { username: "editor", password: site.password("editor") };
    const url = `${site.url}/wp-json${root}/auth`;
    for (const type of ["application/json", "text/plain"]) {
      const body = JSON.stringify(credentials);
      const answer = await fetch(url, { method: "POST", headers: { "content-type": type }, body });
      assert.equal(answer.status, 200, type);
    }
    const answer = await fetch(`${url}?${new URLSearchParams(credentials)}`, { method: "POST" });
    assert.equal(answer.status, 200);
  });

  it("refuses wrong credentials alike, whoever's they are", async () => {
    const { key, message } = refused(await auth({ password: "wrong" }), by(400, 401), 48);
    assert.equal(key, by("errorCode", "error_code"));
    assert.equal(message, "Wrong user credentials.");
    refused(await auth({ username: "nobody" }), by(400, 401), 48);
    refused(await post("auth", { email: "no@example.com", password: "x" }), by(400, 401), 48);
  });

  it("refuses a login without a name or without a password", async () => {
    refused(await post("auth", { password: "x" }), by(400, 422), 46);
    refused(await post("auth", { username: "editor" }), by(400, 422), 47);
    // An empty field is a given one in 3.x.
    refused(await auth({ password: "" }), by(400, 422), by(48, 47));
    refused(await auth({ username: "" }), by(400, 422), by(48, 46));
  });

  it("asks for an auth code where the site wants one", async () => {
    site.setOptions({ auth_code: "open sesame" });
    refused(await auth(), by(400, 422), by(27, 94));
    refused(await auth({ AUTH_KEY: "wrong" }), by(400, 401), 27);
    assert.equal((await auth({ AUTH_KEY: "open sesame" })).status, 200);
    site.setOptions({ auth_code_key: "door" });
    assert.equal((await auth({ door: "open sesame" })).status, 200);
  });

  it("asks for the auth code elsewhere: when refreshing in 3.x, where told so in 4.0", async () => {
    const old = await jwt();
    site.setOptions({ auth_code: "open sesame" });
    assert.equal((await post("auth/validate", {}, bearer(old))).status, 200);
    const refresh = () => post("auth/refresh", {}, bearer(old));
    refused(await refresh(), by(400, 422), by(27, 51));
    site.setOptions({ auth_code_routes: ["refresh"] });
    refused(await refresh(), by(400, 422), by(27, 94));
  });

  it("can be switched off, and kept to some addresses", async () => {
    site.setOptions({ allowed_ips: "10.1.2.3" });
    refused(await auth(), by(400, 403), 41);
    site.setOptions({ auth: false });
    refused(await auth(), by(400, 403), 45);
  });

  it("takes passwords in base64 where told so", async () => {
    site.setOptions({ password_base64: true });
    const password = Buffer.from(site.password("editor")).toString("base64");
    assert.equal((await auth({ password })).status, 200);
    refused(await auth(), by(400, 401), 48);
  });

  it("takes passwords with odd characters", async () => {
    const as = (username) => auth({ username, password: site.password(username) });
    for (const name of ["euro", "ampersand", "plus", "hash", "equals", "unicode"]) {
      assert.equal((await as(name)).status, 200, name);
    }
    // 3.x cleans passwords up as if they were shown on a page.
    for (const name of ["spaces", "percent", "angles"]) {
      assert.equal((await as(name)).status, by(400, 200), name);
    }
    // 4.0 sends them slashed, as WordPress's own forms store them.
    assert.equal((await as("slashed")).status, by(400, 200));
    assert.equal((await as("singlequote")).status, by(200, 401));
  });

  it("knows a password's hash as a password only in 3.x", async () => {
    const answer = await post("auth", { username: "editor", password_hash: "$P$nonsense" });
    refused(answer, by(400, 422), by(48, 113));
  });

  it("is POST only", async () => {
    assert.equal((await site.call("GET", `${root}/auth`)).body.code, "rest_no_route");
  });

  it("shows its routes in the index of its namespace", async () => {
    const routes = Object.keys((await site.call("GET", root)).body.routes);
    for (const route of ["auth", "auth/refresh", "auth/validate", "auth/revoke", "autologin"]) {
      assert.ok(routes.includes(`${root}/${route}`), route);
    }
    assert.equal(routes.includes(`${root}/auth/2fa`), by(false, true));
  });

  it("moves with its namespace", async () => {
    site.setOptions({ namespace: "door/v2" });
    const form = { username: "editor", password: site.password("editor") };
    assert.equal((await site.call("POST", "/door/v2/auth", { form })).status, 200);
    assert.equal((await auth()).body.code, "rest_no_route");
  });
});

rows("refresh of an old token", ["3"], () => {
  const refresh = (token, form) => post("auth/refresh", form, token && bearer(token));

  it("answers with a new token, for an expired one too", async () => {
    const { status, body } = await refresh(await jwt({ exp: now() - 3600, seat: "7" }));
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body.data), ["jwt"]);
    const { claims } = decode(body.data.jwt);
    assert.equal(claims.seat, "7");
    assert.ok(Math.abs(claims.exp - now() - 3600) < 10);
  });

  it("takes the token as a parameter, in any case", async () => {
    assert.equal((await post("auth/refresh", { jwt: await jwt() })).status, 200);
    assert.equal((await post("auth/refresh", { JWT: await jwt() })).status, 200);
  });

  it("refuses a token that is too old, missing, revoked or broken", async () => {
    refused(await refresh(await jwt({ exp: now() - 20160 * 60 - 5 })), 400, 50);
    refused(await refresh(), 400, 51);
    refused(await refresh(await jwt({}, { key: "another secret, long enough" })), 400, 11);
    const revoked = await jwt();
    assert.equal((await post("auth/revoke", {}, bearer(revoked))).status, 200);
    refused(await refresh(revoked), 401, 55);
  });
});

rows("refresh tokens", ["4"], () => {
  const refresh = (refresh_token, options) => post("auth/refresh", { refresh_token }, options);

  it("rotate", async () => {
    const { refresh_token } = (await auth()).body.data;
    const { status, body } = await refresh(refresh_token);
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body.data), ["jwt", "refresh_token"]);
    assert.notEqual(body.data.refresh_token, refresh_token);
    assert.equal(decode(body.data.jwt).claims.username, "editor");
    refused(await refresh(refresh_token), 401, 51);
    assert.equal((await refresh(body.data.refresh_token)).status, 200);
  });

  it("are refused when missing, unknown or expired", async () => {
    refused(await post("auth/refresh"), 422, 51);
    refused(await refresh("nonsense"), 401, 51);
    site.setOptions({ refresh_lifetime: -60 });
    refused(await refresh((await auth()).body.data.refresh_token), 401, 51);
  });

  it("do not care for the token that rides along, unless it was revoked", async () => {
    const first = (await auth()).body.data;
    const expired = await jwt({ exp: 1 });
    const second = await refresh(first.refresh_token, bearer(expired));
    assert.equal(second.status, 200);
    const revoked = await jwt();
    await post("auth/revoke", {}, bearer(revoked));
    const { refresh_token } = (await auth()).body.data;
    refused(await refresh(refresh_token, bearer(revoked)), 401, 55);
    assert.equal((await refresh(refresh_token)).status, 200);
  });

  it("all end when one token is revoked", async () => {
    // Tokens of one second are alike: without the claim, a later test's would be revoked with it.
    const [one, two] = [await auth({ payload: '{"n":"all"}' }), await auth()].map(
      ({ body }) => body.data,
    );
    assert.equal((await post("auth/revoke", {}, bearer(one.jwt))).status, 200);
    refused(await refresh(two.refresh_token), 401, 51);
  });

  it("are missing where refresh is off", async () => {
    const { refresh_token } = (await auth()).body.data;
    site.setOptions({ refresh: false });
    assert.deepEqual(Object.keys((await auth()).body.data), ["jwt"]);
    refused(await refresh(refresh_token), 403, 81);
  });
});

rows("validate", both, (by) => {
  const validate = (token, form) => post("auth/validate", form, token && bearer(token));

  it("describes the user and the token", async () => {
    const token = await jwt();
    const { status, body } = await validate(token);
    assert.equal(status, 200);
    const { user, roles, jwt: described } = body.data;
    assert.equal(typeof user.ID, "string");
    assert.equal(user.user_login, "editor");
    assert.equal(user.user_email, "editor@example.com");
    assert.ok(!("user_pass" in user));
    assert.deepEqual(roles, ["editor"]);
    const one = by(described[0], described);
    assert.deepEqual(Object.keys(one), ["token", "header", "payload", "expire_in"]);
    assert.equal(one.token, token);
    assert.deepEqual(one.payload, decode(token).claims);
    assert.ok(Math.abs(one.expire_in - 3600) < 10);
  });

  it("answers GET too, with the token in the query", async () => {
    const path = `/wp-json${root}/auth/validate?JWT=${await jwt()}`;
    assert.equal((await site.call("GET", "", { path })).status, 200);
  });

  it("takes a bare token in the header, and one that is 59 seconds dead", async () => {
    assert.equal((await post("auth/validate", {}, { token: await jwt() })).status, 200);
    assert.equal((await validate(await jwt({ exp: now() - 50 }))).status, 200);
  });

  it("refuses every broken token with its number", async () => {
    refused(await post("auth/validate"), by(400, 422), 53);
    refused(await validate("undefined"), 400, 2);
    refused(await validate(await jwt({}, { key: "another secret, long enough" })), 400, 11);
    refused(await validate(await jwt({}, { header: { typ: "JWT", alg: "none" } })), 400, 7);
    refused(await validate(await jwt({}, { header: { typ: "JWT", alg: "HS512" } })), 400, 8);
    refused(await validate(await jwt({}, { header: { typ: "JWT" } })), 400, 6);
    refused(await validate(await jwt({ nbf: now() + 600 })), by(401, 400), 12);
    refused(await validate(await jwt({ iat: now() + 600 })), by(401, 400), 13);
    refused(await validate(await jwt({ exp: now() - 61 })), by(401, 400), 14);
    refused(await validate(await jwt({ id: null })), by(400, 500), 30);
    refused(await validate(await jwt({ id: "4711" })), by(400, 404), 24);
  });

  it("can be switched off in 4.0", async () => {
    site.setOptions({ validate: false });
    const answer = await validate(await jwt());
    if (by(true, false)) assert.equal(answer.status, 200);
    else refused(answer, 403, 82);
  });

  it("finds the token where the site told it to look", async () => {
    const token = await jwt();
    site.setOptions({ token_header: "X-Token", token_parameter: "pass" });
    refused(await validate(token), by(400, 422), 53);
    const headers = { "x-token": `Bearer ${token}` };
    assert.equal((await post("auth/validate", {}, { headers })).status, 200);
    assert.equal((await post("auth/validate", { pass: token })).status, 200);
    site.setOptions({ token_places: ["cookie"] });
    refused(await post("auth/validate", { pass: token }, { headers }), by(400, 422), 53);
    const cookie = { cookie: `simple-jwt-login-token=${token}` };
    assert.equal((await post("auth/validate", {}, { headers: cookie })).status, 200);
  });
});

rows("revoke", both, (by) => {
  it("ends a token, once", async () => {
    const token = await jwt();
    const { status, body } = await post("auth/revoke", {}, bearer(token));
    assert.equal(status, 200);
    assert.deepEqual(body, {
      success: true,
      message: "Token was revoked.",
      data: { jwt: [token] },
    });
    refused(await post("auth/validate", {}, bearer(token)), 401, 55);
    refused(await post("auth/revoke", {}, bearer(token)), by(400, 401), by(0, 55));
  });

  it("refuses no token, an expired one, and in 4.0 where it is off", async () => {
    refused(await post("auth/revoke"), by(400, 422), 53);
    refused(await post("auth/revoke", {}, bearer(await jwt({ exp: 1 }))), by(401, 400), 14);
    site.setOptions({ revoke: false });
    if (by(false, true)) refused(await post("auth/revoke", {}, bearer(await jwt())), 403, 83);
  });
});

rows("second factor", ["4"], () => {
  beforeEach(() => site.setOptions({ second_factor: { editor: "123456" } }));
  const verify = (token, form) => post("auth/2fa", form, token && bearer(token));

  it("makes a login succeed with a token that is none", async () => {
    const { status, body } = await auth();
    assert.equal(status, 200);
    const { jwt: interim, ...rest } = body.data;
    assert.deepEqual(rest, { two_factor_required: true, provider: "Two_Factor_Totp" });
    const { claims } = decode(interim);
    assert.equal(claims.tfa_pending, 1);
    assert.equal(typeof claims.tfa_user_id, "number");
    assert.equal(claims.exp - claims.iat, 300);
    refused(await post("auth/validate", {}, bearer(interim)), 500, 110);
    refused(await site.me(`Bearer ${interim}`), 500, 110);
  });

  it("takes the code for a session", async () => {
    const interim = await login();
    const { status, body } = await verify(interim, { code: "123456" });
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body.data), ["jwt", "refresh_token"]);
    assert.equal((await site.me(`Bearer ${body.data.jwt}`)).status, 200);
    const parameter = await post("auth/2fa", { JWT: await login(), code: "123456" });
    assert.equal(parameter.status, 200);
  });

  it("refuses a code that is missing or wrong, and lets one try again", async () => {
    const interim = await login();
    refused(await verify(interim), 422, 109);
    refused(await verify(interim, { code: "000000" }), 500, 109);
    assert.equal((await verify(interim, { code: "123456" })).status, 200);
  });

  it("refuses no token, a usual one, an expired one", async () => {
    refused(await post("auth/2fa", { code: "123456" }), 422, 23);
    const claims = decode(await login()).claims;
    const usual = sign({ iat: now(), id: "2" });
    refused(await verify(usual, { code: "123456" }), 422, 106);
    refused(await verify(sign({ ...claims, tfa_nonce: "" }), { code: "123456" }), 500, 106);
    refused(await verify(sign({ ...claims, tfa_user_id: 4711 }), { code: "123456" }), 404, 24);
    refused(await verify(sign({ ...claims, exp: now() - 90 }), { code: "123456" }), 400, 14);
  });

  it("refuses the session of an earlier login, and too many attempts", async () => {
    const first = await login();
    await login();
    refused(await verify(first, { code: "123456" }), 500, 107);
    site.setOptions({ second_factor_wait: 7 });
    const { message } = refused(await verify(await login(), { code: "123456" }), 500, 108);
    assert.match(message, /7 seconds/);
  });

  it("is for those who have one", async () => {
    const form = { username: "subscriber", password: site.password("subscriber") };
    assert.equal((await auth(form)).body.data.two_factor_required, undefined);
    site.setOptions({ second_factor: null });
    refused(await verify(await login(), { code: "123456" }), 403, 105);
  });
});

rows("every other request", both, (by) => {
  it("ignores tokens unless the site wants them everywhere", async () => {
    const token = await jwt();
    assert.equal((await site.me(`Bearer ${token}`)).body.name, "Edith Editor");
    site.setOptions({ all_endpoints: false });
    assert.equal((await site.me(`Bearer ${token}`)).body.code, "rest_not_logged_in");
    assert.equal((await site.posts(`Bearer ${await jwt({ exp: 1 })}`)).status, 200);
  });

  it("sets login cookies in 3.x", async () => {
    const { headers } = await site.me(`Bearer ${await jwt()}`);
    const cookies = headers.getSetCookie().filter((line) => /^wordpress_logged_in_/.test(line));
    assert.equal(cookies.length, by(1, 0));
  });

  it("refuses a bad token on public routes", async () => {
    const more = by({ type: "simple-jwt-login-middleware" }, {});
    const expired = `Bearer ${await jwt({ exp: 1 })}`;
    refused(await site.posts(expired), by(401, 400), 14, more);
    refused(await site.posts("Bearer stale"), 400, 2, more);
    refused(await site.posts(`Bearer ${await jwt({ id: "4711" })}`), by(400, 500), 54, more);
    const preflight = await site.call("OPTIONS", "/wp/v2/posts", { token: expired });
    refused(preflight, by(401, 400), 14, more);
  });

  it("lets a bad token through to its own routes", async () => {
    assert.equal((await auth({}, { token: "Bearer stale" })).status, 200);
  });

  it("is anonymous for another scheme", async () => {
    assert.equal((await site.posts("Basic YTpi")).status, 200);
  });

  it("closes routes to those without a token, to preflights too", async () => {
    site.setOptions({ protected: { "/wp/v2/posts": [] } });
    const token = await jwt();
    const number = by(403, 75);
    const more = by({ type: "simple-jwt-login-route-protect" }, {});
    refused(await site.posts(), by(403, 401), number, more);
    refused(await site.call("OPTIONS", "/wp/v2/posts"), by(403, 401), number, more);
    assert.equal((await site.posts(`Bearer ${token}`)).status, 200);
    assert.equal((await site.call("GET", "/wp/v2/categories")).status, 200);
  });

  it("closes routes to roles in 4.0", async () => {
    site.setOptions({ all_endpoints: false, protected: { "/wp/v2/posts": ["administrator"] } });
    const token = await jwt();
    if (by(true, false)) assert.equal((await site.posts(`Bearer ${token}`)).status, 200);
    else refused(await site.posts(`Bearer ${token}`), 403, 114);
  });
});

rows("CORS", both, (by) => {
  const headers = { origin: "http://app.example" };
  const origin = (answer) => answer.headers.get("access-control-allow-origin");

  it("is there for a login, not for its refusal", async () => {
    assert.equal(origin(await auth({}, { headers })), "http://app.example");
    assert.equal(origin(await auth({ password: "wrong" }, { headers })), null);
  });

  it("is there for a refusal where the plugin's own is on", async () => {
    site.setOptions({ cors_origin: "*" });
    assert.equal(origin(await auth({ password: "wrong" }, { headers })), "*");
    assert.equal(origin(await auth({}, { headers })), "http://app.example");
  });

  it("is there for the middleware's refusals in 4.0", async () => {
    const answer = await site.call("GET", "/wp/v2/posts", { headers, token: "Bearer stale" });
    assert.equal(origin(answer), by(null, "http://app.example"));
  });
});
