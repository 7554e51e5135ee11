// One test per row of the fact sheet's section 7: "WP User" 7.0.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { decode, refused, sign, skipMode, start } from "./harness.mjs";

const root = "/wpuser/v1";
const skip = skipMode("7", "free");
let site;
if (!skip) {
  before(async () => {
    site = await start({ server: "wp-user" });
  });
  after(() => site?.stop());
  afterEach(() => site.setOptions());
}
const rows = (name, tests) => describe(`wp-user: ${name}`, { skip }, tests);

const now = () => Math.floor(Date.now() / 1000);
const claims = (changes) => ({
  iss: site.url,
  iat: now(),
  nbf: now(),
  exp: now() + 600,
  data: { user: { id: 2 } },
  ...changes,
});
const credentials = (changes) => ({
  wp_user_email_name: "editor",
  wp_user_password: site.password("editor"),
  ...changes,
});
const login = (changes, options) =>
  site.call("POST", `${root}/user/login`, { form: credentials(changes), ...options });
const validate = (token) => site.call("POST", `${root}/token/validate`, { token });

function warned({ status, body, text }, message) {
  assert.ok(body, `JSON expected, got: ${text.slice(0, 200)}`);
  assert.equal(status, 200);
  assert.equal(body.status, "warning");
  assert.match(body.message, message);
  assert.ok(!("token" in body));
}

rows("login", () => {
  it("answers with a token and a little of the user", async () => {
    const { status, body, headers } = await login();
    assert.equal(status, 200);
    assert.match(headers.get("content-type"), /^application\/json/);
    assert.deepEqual(Object.keys(body), [
      "step",
      "message",
      "status",
      "location",
      "wp_user_disable_signup",
      "token",
      "user_detils",
    ]);
    assert.equal(body.status, "success");
    assert.equal(body.user_detils.name, "Edith Editor");
    assert.equal(typeof body.user_detils.id, "number");
  });

  it("signs the claims of the fact sheet", async () => {
    const { header, claims } = decode((await login()).body.token);
    assert.deepEqual(header, { typ: "JWT", alg: "HS256" });
    assert.deepEqual(Object.keys(claims).sort(), ["data", "exp", "iat", "iss", "nbf"]);
    assert.equal(claims.iss, site.url);
    assert.equal(claims.exp - claims.iat, 180 * 86400);
    assert.equal(typeof claims.data.user.id, "number");
  });

  it("sets WordPress's login cookies", async () => {
    const cookies = (await login()).headers.getSetCookie();
    assert.ok(cookies.some((line) => /^wordpress_logged_in_/.test(line)));
  });

  it("takes an e-mail address, JSON, and token/generate for user/login", async () => {
    assert.equal(
      (await login({ wp_user_email_name: "editor@example.com" })).body.status,
      "success",
    );
    const json = credentials();
    for (const route of ["user/login", "token/generate"]) {
      const answer = await site.call("POST", `${root}/${route}`, { json });
      assert.equal(answer.body.status, "success", route);
    }
  });

  it("warns of wrong credentials with HTTP 200, whoever's they are", async () => {
    const message = /^Invalid username or password\. (\d attempts remaining\.)?$/;
    warned(await login({ wp_user_password: "wrong" }), message);
    warned(await login({ wp_user_email_name: "nobody" }), message);
    warned(await login({ wp_user_password: "" }), message);
    const { body } = await login({ wp_user_password: "wrong" });
    assert.deepEqual(Object.keys(body), ["step", "message", "status", "wp_user_disable_signup"]);
    // A login that succeeds takes the count back.
    await login();
  });

  it("warns of a user who waits for approval", async () => {
    site.setOptions({ waiting: ["editor"] });
    warned(await login(), /Waiting for admin approval/);
  });

  it("takes a code instead of a password", async () => {
    site.setOptions({ otp: { editor: "123456" } });
    const form = { wp_user_password: "", wp_user_otp: "123456" };
    assert.equal((await login(form)).body.status, "success");
    warned(await login({ ...form, wp_user_otp: "000000" }), /^Invalid OTP/);
  });

  it("cleans passwords up", async () => {
    const as = (name) => login({ wp_user_email_name: name, wp_user_password: site.password(name) });
    for (const name of ["euro", "ampersand", "plus"]) {
      assert.equal((await as(name)).body.status, "success", name);
    }
    for (const name of ["spaces", "angles"]) warned(await as(name), /^Invalid/);
  });

  it("cannot be read by a page of another origin", async () => {
    for (const changes of [{}, { wp_user_password: "wrong" }]) {
      const { headers } = await login(changes, { headers: { origin: "http://app.example" } });
      assert.equal(headers.get("access-control-allow-origin"), null);
    }
  });

  it("is not there until the owner switches it on", async () => {
    site.setOptions({ rest_api: false });
    refused(await login(), 404, "rest_no_route");
  });

  it("refuses everybody once it wants an API key", async () => {
    site.setOptions({ api_key: true });
    refused(await login({}, { headers: { "api-key": "any" } }), 403, "wpuser_bad_api_key");
  });
});

rows("validate", () => {
  it("accepts its own token, in the header or as a field", async () => {
    const { token } = (await login()).body;
    const expected = { code: "jwt_auth_valid_token", data: { status: 200 } };
    for (const answer of [
      await validate(`Bearer ${token}`),
      await site.call("POST", `${root}/token/validate`, { form: { token } }),
    ]) {
      const { user_id, ...rest } = answer.body;
      assert.equal(answer.status, 200);
      assert.deepEqual(rest, expected);
      assert.equal(user_id, decode(token).claims.data.user.id);
    }
  });

  for (const [what, code, message, header] of [
    ["no header", "jwt_auth_bad_auth_header", /malformed/, () => undefined],
    ["another scheme", "jwt_auth_bad_auth_header", /malformed/, () => "Basic YTpi"],
    ["nonsense", "jwt_auth_invalid_token", /^Wrong number of segments$/, () => "Bearer undefined"],
    [
      "an expired token",
      "jwt_auth_invalid_token",
      /^Expired token$/,
      () => `Bearer ${sign(claims({ exp: now() - 1 }))}`,
    ],
    [
      "a foreign signature",
      "jwt_auth_invalid_token",
      /^Signature verification failed$/,
      () => `Bearer ${sign(claims(), { key: "another secret" })}`,
    ],
    ["another issuer", "jwt_auth_bad_iss", /./, () => `Bearer ${sign(claims({ iss: "x" }))}`],
    ["no user", "jwt_auth_bad_request", /./, () => `Bearer ${sign(claims({ data: {} }))}`],
  ]) {
    it(`refuses ${what} with ${code}`, async () => {
      refused(await validate(header()), 403, code, message);
    });
  }

  it("says so when the site has no key", async () => {
    site.setOptions({ bad_config: true });
    refused(await validate(`Bearer ${sign(claims())}`), 403, "jwt_auth_bad_config");
  });
});

rows("every other request", () => {
  it("knows the user of a good token, also with ?rest_route=", async () => {
    const token = `Bearer ${(await login()).body.token}`;
    assert.equal((await site.me(token)).body.name, "Edith Editor");
    const plain = await site.call("GET", "", { path: "/?rest_route=/wp/v2/users/me", token });
    assert.equal(plain.status, 200);
  });

  it("takes a bad token for none", async () => {
    const token = `Bearer ${sign(claims({ exp: 1 }))}`;
    assert.equal((await site.posts(token)).status, 200);
    refused(await site.me(token), 401, "rest_not_logged_in");
    assert.equal((await login({}, { token })).body.status, "success");
  });
});

rows("too many attempts", () => {
  it("lock the address out, the right password too", async () => {
    await login();
    site.setOptions({ login_limit: 2 });
    warned(await login({ wp_user_password: "wrong" }), /2 attempts remaining\.$/);
    warned(await login({ wp_user_password: "wrong" }), /1 attempts remaining\.$/);
    warned(await login(), /^Access denied for 10 minuts$/);
  });
});
