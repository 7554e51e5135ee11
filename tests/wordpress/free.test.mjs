// One test per row of the fact sheet's section 2, the free plugin as of 1.3.4.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { decode, refused, sign, skipMode, skipReal, start } from "./harness.mjs";

let site;
const skip = skipMode("free");
if (!skip) {
  before(async () => {
    site = await start();
  });
  after(() => site?.stop());
  afterEach(() => site.setOptions());
}
const rows = (name, tests) => describe(name, { skip }, tests);

const now = () => Math.floor(Date.now() / 1000);
const claims = (changes) => ({
  iss: site.url,
  iat: now(),
  nbf: now(),
  exp: now() + 600,
  data: { user: { id: "2" } },
  ...changes,
});

rows("free: login", () => {
  it("answers with a token, an address and two names, and nothing else", async () => {
    const { status, body } = await site.login();
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body), [
      "token",
      "user_email",
      "user_nicename",
      "user_display_name",
    ]);
    assert.equal(body.user_email, "editor@example.com");
    assert.equal(body.user_display_name, "Edith Editor");
  });

  it("takes JSON, a form, a multipart form and the query; an e-mail address as username", async () => {
    const credentials = { username: "editor@example.com", password: site.password("editor") };
    const token = "/jwt-auth/v1/token";
    const multipart = new FormData();
    for (const [name, value] of Object.entries(credentials)) multipart.set(name, value);
    const answers = await Promise.all([
      site.call("POST", token, { json: credentials }),
      site.call("POST", token, { form: credentials }),
      site.call("POST", `${token}?${new URLSearchParams(credentials)}`),
      fetch(`${site.url}/wp-json${token}`, { method: "POST", body: multipart }),
    ]);
    assert.deepEqual(
      answers.map((answer) => answer.status),
      [200, 200, 200, 200],
    );
  });

  it("is POST only", async () => {
    refused(await site.call("GET", "/jwt-auth/v1/token"), 404, "rest_no_route");
  });

  it("signs the claims of the fact sheet", async () => {
    const { header, claims } = decode((await site.login()).body.token);
    assert.deepEqual(header, { typ: "JWT", alg: "HS256" });
    assert.deepEqual(Object.keys(claims).sort(), ["data", "exp", "iat", "iss", "nbf"]);
    assert.equal(claims.iss, site.url);
    assert.equal(claims.nbf, claims.iat);
    assert.equal(claims.exp, claims.iat + 604800);
    assert.deepEqual(claims.data, { user: { id: String(claims.data.user.id) } });
  });

  for (const [code, form] of [
    ["incorrect_password", { username: "editor", password: "wrong" }],
    ["incorrect_password", { username: "editor@example.com", password: "wrong" }],
    ["invalid_username", { username: "nobody", password: "wrong" }],
    ["invalid_email", { username: "nobody@example.com", password: "wrong" }],
    ["empty_username", { password: "wrong" }],
    ["empty_password", { username: "editor" }],
    ["empty_username", {}],
  ]) {
    it(`refuses ${JSON.stringify(form)} with ${code}`, async () => {
      const answer = await site.call("POST", "/jwt-auth/v1/token", { form });
      // WordPress's own text, in HTML, but for this one.
      const html = code === "invalid_email" ? /^Unknown email address/ : /<strong>Error:<\/strong>/;
      refused(answer, 403, `[jwt_auth] ${code}`, html);
    });
  }

  it("says so when the site has no secret", async () => {
    site.setOptions({ bad_config: true });
    refused(await site.login(), 403, "jwt_auth_bad_config", /not configured properly/);
  });

  it("says so when the site chose an unknown algorithm", async () => {
    site.setOptions({ algorithm: "HS128" });
    refused(await site.login(), 403, "jwt_auth_unsupported_algorithm");
  });

  for (const user of ["euro", "ampersand", "plus", "percent", "hash", "equals", "spaces"]) {
    it(`takes the password with ${user}`, async () => {
      assert.equal((await site.login(user)).status, 200);
    });
  }
  for (const user of ["doublequote", "singlequote", "backslash", "angles", "unicode"]) {
    it(`takes the password with ${user}`, async () => {
      assert.equal((await site.login(user)).status, 200);
    });
  }

  it("fails with a password that a WordPress form stored, unless it comes slashed", async () => {
    refused(await site.login("slashed"), 403, "[jwt_auth] incorrect_password");
    const slashed = site.password("slashed").replace(/['"\\]/g, "\\$&");
    const form = { username: "slashed", password: slashed };
    assert.equal((await site.call("POST", "/jwt-auth/v1/token", { form })).status, 200);
  });
});

rows("free: validate", () => {
  it("accepts its own token, without a message", async () => {
    const { token } = (await site.login()).body;
    const { status, body } = await site.validate(`Bearer ${token}`);
    assert.equal(status, 200);
    assert.deepEqual(body, { code: "jwt_auth_valid_token", data: { status: 200 } });
  });

  it("does not ask whether the user still exists", async () => {
    const token = sign(claims({ data: { user: { id: "4711" } } }));
    assert.equal((await site.validate(`Bearer ${token}`)).status, 200);
  });

  it("is POST only", async () => {
    refused(await site.call("GET", "/jwt-auth/v1/token/validate"), 404, "rest_no_route");
  });

  const refusals = {
    "no header": ["jwt_auth_no_auth_header", /^Authorization header not found\.$/, () => undefined],
    "another scheme": ["jwt_auth_bad_auth_header", /malformed/, () => "Basic YTpi"],
    "lower-case bearer": [
      "jwt_auth_bad_auth_header",
      /malformed/,
      () => `bearer ${sign(claims())}`,
    ],
    "no token": ["jwt_auth_bad_auth_header", /malformed/, () => "Bearer"],
    '"undefined"': [
      "jwt_auth_invalid_token",
      /^Wrong number of segments$/,
      () => "Bearer undefined",
    ],
    "an expired token": [
      "jwt_auth_invalid_token",
      /^Expired token$/,
      () => `Bearer ${sign(claims({ exp: now() - 1 }))}`,
    ],
    "a foreign signature": [
      "jwt_auth_invalid_token",
      /^Signature verification failed$/,
      () => `Bearer ${sign(claims(), { key: "another secret, also long enough to be one" })}`,
    ],
    "nbf in the future": [
      "jwt_auth_invalid_token",
      /^Cannot handle token (with nbf )?prior to \d{4}-/,
      () => `Bearer ${sign(claims({ nbf: now() + 60 }))}`,
    ],
    "iat in the future": [
      "jwt_auth_invalid_token",
      /^Cannot handle token (with iat )?prior to \d{4}-/,
      () => `Bearer ${sign(claims({ nbf: undefined, iat: now() + 60 }))}`,
    ],
    "an unknown algorithm": [
      "jwt_auth_invalid_token",
      /^Algorithm not supported$/,
      () => `Bearer ${sign(claims(), { header: { typ: "JWT", alg: "none" } })}`,
    ],
    "another algorithm": [
      "jwt_auth_invalid_token",
      /^Incorrect key for this algorithm$/,
      () => `Bearer ${sign(claims(), { header: { typ: "JWT", alg: "HS512" } })}`,
    ],
    "no algorithm": [
      "jwt_auth_invalid_token",
      /^Empty algorithm$/,
      () => `Bearer ${sign(claims(), { header: { typ: "JWT" } })}`,
    ],
    "claims that are no JSON": [
      "jwt_auth_invalid_token",
      /^Syntax error, malformed JSON$/,
      () => `Bearer ${sign("{")}`,
    ],
    "claims that are no UTF-8": [
      "jwt_auth_invalid_token",
      /^Malformed UTF-8 characters$/,
      () => `Bearer ${sign(Buffer.from('{"a":"\xff"}', "latin1"))}`,
    ],
    "another issuer": [
      "jwt_auth_bad_iss",
      /./,
      () => `Bearer ${sign(claims({ iss: "http://elsewhere.example" }))}`,
    ],
    "no user": ["jwt_auth_bad_request", /./, () => `Bearer ${sign(claims({ data: {} }))}`],
  };
  for (const [what, [code, message, header]] of Object.entries(refusals)) {
    it(`refuses ${what} with ${code}`, async () => {
      refused(await site.validate(header()), 403, code, message);
    });
  }

  it("says so when the site lost its secret or its algorithm", async () => {
    const token = `Bearer ${sign(claims())}`;
    site.setOptions({ bad_config: true });
    refused(await site.validate(token), 403, "jwt_auth_bad_config");
    site.setOptions({ bad_config: null, algorithm: "HS128" });
    refused(await site.validate(token), 403, "jwt_auth_unsupported_algorithm");
  });

  it("tells of a header that the web server kept", async () => {
    site.setOptions({ strip_authorization: true });
    refused(await site.validate(`Bearer ${sign(claims())}`), 403, "jwt_auth_no_auth_header");
  });
});

rows("free: every other request", () => {
  it("knows the user of a good token, also with ?rest_route=", async () => {
    const token = `Bearer ${(await site.login()).body.token}`;
    assert.equal((await site.me(token)).body.name, "Edith Editor");
    const plain = await site.call("GET", "", { path: "/?rest_route=/wp/v2/users/me", token });
    assert.equal(plain.status, 200);
  });

  it("is anonymous without a header", async () => {
    refused(await site.me(), 401, "rest_not_logged_in");
    assert.equal((await site.posts()).status, 200);
  });

  for (const route of ["/wp/v2/posts", "/", "/wp/v2/users/me", "/jwt-auth/v1"]) {
    it(`refuses GET ${route} with a bad token`, async () => {
      const token = `Bearer ${sign(claims({ exp: now() - 1 }))}`;
      const answer = await site.call("GET", route, { token });
      refused(answer, 403, "jwt_auth_invalid_token", /^Expired token$/);
    });
  }

  it("refuses even the login with a bad token", async () => {
    const form = { username: "editor", password: site.password("editor") };
    const answer = await site.call("POST", "/jwt-auth/v1/token", { form, token: "Bearer stale" });
    refused(answer, 403, "jwt_auth_invalid_token", /^Wrong number of segments$/);
  });

  it("refuses a bearer token that is missing, of another site, or without a user", async () => {
    refused(await site.posts("Bearer"), 403, "jwt_auth_bad_auth_header");
    refused(await site.posts(`Bearer ${sign(claims({ iss: "x" }))}`), 403, "jwt_auth_bad_iss");
    refused(await site.posts(`Bearer ${sign(claims({ data: 1 }))}`), 403, "jwt_auth_bad_request");
  });

  it("refuses with a bad configuration", async () => {
    site.setOptions({ bad_config: true });
    refused(await site.posts(`Bearer ${sign(claims())}`), 403, "jwt_auth_bad_config");
  });

  it("takes other schemes and lower-case bearer for anonymous", async () => {
    assert.equal((await site.posts("Negotiate abc")).status, 200);
    refused(await site.me(`bearer ${sign(claims())}`), 401, "rest_not_logged_in");
  });

  it("is anonymous for a user who is gone", async () => {
    const token = sign(claims({ data: { user: { id: "4711" } } }));
    assert.equal((await site.posts(`Bearer ${token}`)).status, 200);
    refused(await site.me(`Bearer ${token}`), 401, "rest_not_logged_in");
  });

  it("rejects every token once the secret changes", async () => {
    const token = `Bearer ${(await site.login()).body.token}`;
    site.setOptions({ secret: "another secret for tests, long enough as well" });
    refused(await site.me(token), 403, "jwt_auth_invalid_token", /^Signature verification failed$/);
  });

  it("expires tokens by its own clock", async () => {
    site.setOptions({ lifetime: 2 });
    const token = `Bearer ${(await site.login()).body.token}`;
    assert.equal((await site.me(token)).status, 200);
    await new Promise((done) => setTimeout(done, 2100));
    refused(await site.me(token), 403, "jwt_auth_invalid_token", /^Expired token$/);
  });

  it("sends WordPress's CORS headers, failed logins included", async () => {
    const answer = await site.call("POST", "/jwt-auth/v1/token", {
      form: { username: "editor", password: "wrong" },
      headers: { origin: "http://app.example" },
    });
    assert.equal(answer.headers.get("access-control-allow-origin"), "http://app.example");
    assert.match(answer.headers.get("access-control-allow-headers"), /Authorization/);
  });

  it("answers a preflight, and refuses one that carries a bad token", async () => {
    assert.equal((await site.call("OPTIONS", "/wp/v2/posts")).status, 200);
    const answer = await site.call("OPTIONS", "/wp/v2/posts", { token: "Bearer stale" });
    refused(answer, 403, "jwt_auth_invalid_token");
  });
});

it("free: the index shows two routes and no arguments", { skip }, async () => {
  const { body } = await site.call("GET", "/jwt-auth/v1");
  // From 1.4 on there are routes of its settings page too.
  const routes = Object.keys(body.routes).filter((route) => !route.includes("/admin/"));
  assert.deepEqual(routes, ["/jwt-auth/v1", "/jwt-auth/v1/token", "/jwt-auth/v1/token/validate"]);
  assert.deepEqual(body.routes["/jwt-auth/v1/token"].endpoints[0].args, []);
});

it("free: the routes of a settings page, as of 1.4, are on demand", {
  skip: skip || skipReal,
}, async () => {
  site.setOptions({ admin_routes: true });
  const { body } = await site.call("GET", "/jwt-auth/v1");
  assert.ok(body.routes["/jwt-auth/v1/admin/settings"]);
  refused(await site.call("GET", "/jwt-auth/v1/admin/settings"), 401, "rest_forbidden");
});
