// One test per row of the fact sheet's section 4: "JWT Auth" of Useful Team, 2.x and 3.x.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { decode, sign, skipMode, start } from "./harness.mjs";

const route = "/jwt-auth/v1/token";
const v3 = ["3", "3-next"];
let site;
let cookies;
before(async () => {
  site = await start({ server: "jwt-auth" });
});
after(() => site?.stop());

/** Runs the tests once per mode that they are the facts of. */
function rows(name, modes, tests) {
  for (const mode of modes) {
    describe(`jwt-auth ${mode}: ${name}`, { skip: skipMode(mode) }, () => {
      beforeEach(() => {
        site.setOptions();
        site.setOptions({ mode });
        cookies = undefined;
      });
      tests(mode);
    });
  }
}

const now = () => Math.floor(Date.now() / 1000);
const id = () => site.login().then(({ body }) => body.data.id);

/** Posts a form with the cookie of the last response that set one. */
async function post(path, form = {}, options = {}) {
  const headers = { ...(cookies && { cookie: cookies }), ...options.headers };
  const answer = await site.call("POST", path, { form, ...options, headers });
  const set = answer.headers.getSetCookie().find((line) => line.startsWith("refresh_token="));
  if (set) cookies = set.split(";")[0];
  return { ...answer, set };
}
const login = (form, options) =>
  post(route, { username: "editor", password: site.password("editor"), ...form }, options);

function refused({ status, body, text }, wanted, code, { message = /./, http } = {}) {
  assert.ok(body, `JSON expected, got: ${text.slice(0, 200)}`);
  const { message: said, ...rest } = body;
  assert.deepEqual(rest, { success: false, statusCode: wanted, code, data: [] });
  assert.match(said, message);
  assert.doesNotMatch(said, /</, "no HTML");
  assert.equal(status, http ?? wanted);
}
/** The responses about a refresh cookie have no `data`. */
function refusedCookie(answer, code) {
  assert.ok(!("data" in answer.body));
  refused({ ...answer, body: { ...answer.body, data: [] } }, 401, code);
}

rows("login", ["2", ...v3], (mode) => {
  it("answers with an envelope: the token, the user and five names", async () => {
    const { status, body } = await login();
    assert.equal(status, 200);
    const { data, ...envelope } = body;
    assert.deepEqual(envelope, {
      success: true,
      statusCode: 200,
      code: "jwt_auth_valid_credential",
      message: "Credential is valid",
    });
    const { token, id, ...names } = data;
    assert.equal(typeof token, "string");
    assert.equal(typeof id, "number");
    assert.deepEqual(names, {
      email: "editor@example.com",
      nicename: "editor",
      firstName: "",
      lastName: "",
      displayName: "Edith Editor",
    });
  });

  it("signs the claims of the fact sheet", async () => {
    const { body } = await login();
    const { header, claims } = decode(body.data.token);
    assert.deepEqual(header, { typ: "JWT", alg: "HS256" });
    assert.equal(claims.iss, site.url);
    assert.equal(claims.nbf, claims.iat);
    assert.equal(claims.exp - claims.iat, mode === "2" ? 604800 : 600);
    assert.equal(claims.data.user.id, body.data.id);
    assert.equal(claims.data.user.device, "");
    assert.match(claims.data.user.pass, /^[0-9a-f]{32}$/);
  });

  it("puts the device of a form into the claims, never that of JSON", async () => {
    const form = await login({ device: "kitchen-1" });
    assert.equal(decode(form.body.data.token).claims.data.user.device, "kitchen1");
    const json = { username: "editor", password: site.password("editor"), device: "kitchen-1" };
    const { body } = await site.call("POST", route, { json });
    assert.equal(decode(body.data.token).claims.data.user.device, "");
  });

  for (const [code, form] of [
    ["incorrect_password", { password: "wrong" }],
    ["invalid_username", { username: "nobody" }],
    ["invalid_email", { username: "nobody@example.com" }],
    ["empty_username", { username: "" }],
    ["empty_password", { password: "" }],
  ]) {
    it(`refuses ${JSON.stringify(form)} with WordPress's own code, without HTML`, async () => {
      refused(await login(form), mode === "2" ? 403 : 401, code);
    });
  }

  it("refuses no credentials at all", async () => {
    const answer = await post(route);
    const code = mode === "3-next" ? "jwt_auth_missing_credentials" : "empty_username";
    refused(answer, mode === "2" ? 403 : 401, code);
  });

  it("leaves custom_auth to the site", async () => {
    const status = mode === "2" ? 403 : 401;
    refused(await login({ custom_auth: "1234" }), status, "jwt_auth_custom_auth_failed");
    site.setOptions({ custom_auth: "subscriber" });
    assert.equal((await login({ custom_auth: "1234" })).body.data.nicename, "subscriber");
  });

  it("says so when the site has no secret", async () => {
    site.setOptions({ bad_config: true });
    refused(await login(), mode === "2" ? 403 : 500, "jwt_auth_bad_config");
  });

  it("is POST only", async () => {
    const { status, body } = await site.call("GET", route);
    assert.equal(body.code, "rest_no_route");
    assert.equal(status, 404);
  });
});

rows("cookie", v3, (mode) => {
  it("comes with a login: HttpOnly, 30 days, without SameSite", async () => {
    const { set, body } = await login();
    const [pair, ...attributes] = set.split("; ");
    assert.match(pair, new RegExp(`^refresh_token=${body.data.id}\\.[0-9a-f]{64}$`));
    const names = attributes.map((each) => each.split("=")[0].toLowerCase()).sort();
    assert.deepEqual(names, ["expires", "httponly", "max-age", "path"]);
    assert.match(set, /path=\//);
    const age = Number(/max-age=(\d+)/i.exec(set)[1]);
    assert.ok(Math.abs(age - 30 * 86400) <= 2, `${age}`);
  });

  it("alone logs in again, and stays as it is", async () => {
    await login();
    const again = await post(route);
    assert.equal(again.status, 200);
    assert.equal(again.body.data.nicename, "editor");
    assert.equal(again.set, undefined);
  });

  it("is renewed by token/refresh, without a token in the answer", async () => {
    await login();
    const old = cookies;
    const { status, body, set } = await post(`${route}/refresh`);
    assert.equal(status, 200);
    assert.deepEqual(body, {
      success: true,
      statusCode: 200,
      code: "jwt_auth_valid_token",
      message: "Token is valid",
    });
    assert.ok(set);
    assert.equal((await post(route)).status, 200);
    cookies = old;
    refusedCookie(await post(route), "jwt_auth_obsolete_refresh_token");
  });

  it("is missed by token/refresh", async () => {
    refusedCookie(await post(`${route}/refresh`), "jwt_auth_no_auth_cookie");
  });

  for (const value of ["nonsense", "0.abc", "2.", "2.a.b", "4711.abc"]) {
    it(`is refused as ${JSON.stringify(value)}`, async () => {
      cookies = `refresh_token=${value}`;
      refusedCookie(await post(route), "jwt_auth_invalid_refresh_token");
      refusedCookie(await post(`${route}/refresh`), "jwt_auth_invalid_refresh_token");
    });
  }

  it("belongs to the device that asked for it", async () => {
    await login({ device: "kitchen" });
    refusedCookie(await post(route, { device: "attic" }), "jwt_auth_invalid_refresh_token");
    assert.equal((await post(route, { device: "kitchen" })).status, 200);
    const kitchen = cookies;
    cookies = undefined;
    await login({ device: "cellar" });
    cookies = kitchen;
    assert.equal((await post(route, { device: "kitchen" })).status, 200);
  });

  it("is obsolete once the same device logs in anew", async () => {
    await login({ device: "kitchen" });
    const old = cookies;
    cookies = undefined;
    await login({ device: "kitchen" });
    cookies = old;
    const answer = await post(route, { device: "kitchen" });
    refusedCookie(answer, "jwt_auth_obsolete_refresh_token");
  });

  it("expires", async () => {
    site.setOptions({ refresh_lifetime: -1 });
    await login();
    refusedCookie(await post(route), "jwt_auth_expired_refresh_token");
  });

  it(`is worth ${mode === "3" ? "more" : "less"} than a username and a password`, async () => {
    await login({ username: "subscriber", password: site.password("subscriber") });
    const { body } = await login();
    assert.equal(body.data.nicename, mode === "3" ? "subscriber" : "editor");
    cookies = "refresh_token=4711.abc";
    const answer = await login();
    if (mode === "3") refusedCookie(answer, "jwt_auth_invalid_refresh_token");
    else assert.equal(answer.status, 200);
  });

  it("survives a new password, which the access token does not", async () => {
    const user = { username: "spaces", password: site.password("spaces") };
    const { body } = await login(user);
    const admin = await site.login("admin");
    const change = await site.call("POST", `/wp/v2/users/${body.data.id}`, {
      token: `Bearer ${admin.body.data.token}`,
      json: { password: "another one" },
    });
    assert.equal(change.status, 200);
    const validated = await site.validate(`Bearer ${body.data.token}`);
    refused(validated, 401, "jwt_auth_obsolete_token");
    assert.equal((await post(route)).status, 200);
    // As it was, for the next test.
    await site.call("POST", `/wp/v2/users/${body.data.id}`, {
      token: `Bearer ${admin.body.data.token}`,
      json: { password: user.password },
    });
  });
});

rows("validate", ["2", ...v3], (mode) => {
  const status = mode === "2" ? 403 : 401;
  const claims = async (changes) => {
    const { token } = (await site.login()).body.data;
    return { ...decode(token).claims, ...changes };
  };

  it("accepts its own token", async () => {
    const { token } = (await site.login()).body.data;
    const answer = await site.validate(`Bearer ${token}`);
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.body, {
      success: true,
      statusCode: 200,
      code: "jwt_auth_valid_token",
      message: "Token is valid",
      data: [],
    });
  });

  // A 2.x refuses these two with HTTP 200.
  const http = mode === "2" ? 200 : undefined;
  it("refuses no header, and a malformed one", async () => {
    refused(await site.validate(), status, "jwt_auth_no_auth_header", { http });
    refused(await site.validate("Basic YTpi"), status, "jwt_auth_bad_auth_header", { http });
    refused(await site.validate("bearer a.b.c"), status, "jwt_auth_bad_auth_header", { http });
    refused(await site.validate("Bearer"), status, "jwt_auth_bad_auth_header", { http });
  });

  for (const [what, code, message, changes] of [
    ["an expired token", "jwt_auth_invalid_token", /^Expired token$/, { exp: 1 }],
    ["nbf to come", "jwt_auth_invalid_token", /prior to/, { nbf: now() + 600 }],
    ["another issuer", "jwt_auth_bad_iss", /./, { iss: "http://elsewhere.example" }],
    ["no user", "jwt_auth_bad_request", /./, { data: {} }],
  ]) {
    it(`refuses ${what} with ${code}`, async () => {
      const token = sign(await claims(changes));
      refused(await site.validate(`Bearer ${token}`), status, code, { message });
    });
  }

  it("refuses a token of another secret, and what is no token", async () => {
    const token = sign(await claims(), { key: "another secret, also long enough to be one" });
    const message = /^Signature verification failed$/;
    refused(await site.validate(`Bearer ${token}`), status, "jwt_auth_invalid_token", { message });
    refused(await site.validate("Bearer undefined"), status, "jwt_auth_invalid_token", {
      message: /^Wrong number of segments$/,
    });
  });

  it("refuses a user who is gone", async () => {
    const token = sign(await claims({ data: { user: { id: 4711, device: "", pass: "" } } }));
    const code = mode === "3-next" ? "jwt_auth_invalid_token" : "jwt_auth_user_not_found";
    refused(await site.validate(`Bearer ${token}`), status, code);
  });

  it("finds a token obsolete without its password's word or its device", async () => {
    const user = { id: await id(), device: "", pass: "0".repeat(32) };
    const other = sign(await claims({ data: { user } }));
    refused(await site.validate(`Bearer ${other}`), status, "jwt_auth_obsolete_token");
    const { data } = await claims();
    data.user.device = "never seen";
    const unknown = sign(await claims({ data }));
    refused(await site.validate(`Bearer ${unknown}`), status, "jwt_auth_obsolete_token");
  });

  it("says so when the site lost its secret", async () => {
    const { token } = (await site.login()).body.data;
    site.setOptions({ bad_config: true });
    refused(await site.validate(`Bearer ${token}`), status, "jwt_auth_bad_config");
  });

  it("reads the token from another header where the site says so", async () => {
    const { token } = (await site.login()).body.data;
    site.setOptions({ authorization_header: "HTTP_X_TOKEN" });
    const headers = { "x-token": `Bearer ${token}` };
    assert.equal((await site.call("POST", `${route}/validate`, { headers })).status, 200);
  });
});

rows("every other request", ["2", ...v3], (mode) => {
  it("knows the user of a good token", async () => {
    const { token } = (await site.login()).body.data;
    assert.equal((await site.me(`Bearer ${token}`)).body.name, "Edith Editor");
  });

  it("takes no address with ?rest_route= for REST where permalinks are pretty", async () => {
    const token = `Bearer ${(await site.login()).body.data.token}`;
    const path = "/?rest_route=/wp/v2/users/me";
    const answer = await site.call("GET", "", { path, token });
    assert.equal(answer.status, 401);
    assert.equal(answer.body.code, "rest_not_logged_in");
  });

  it("is anonymous on WordPress's routes without a token", async () => {
    assert.equal((await site.posts()).status, 200);
    assert.equal((await site.posts("Basic YTpi")).status, 200);
    assert.equal((await site.me()).body.code, "rest_not_logged_in");
  });

  it("lets a login through whatever token rides along, but for a bad one in 2.x", async () => {
    const answer = await login({}, { token: "Bearer stale" });
    if (mode === "2") refused(answer, 403, "jwt_auth_invalid_token");
    else assert.equal(answer.status, 200);
  });

  it(mode === "2" ? "refuses a bad token everywhere" : "takes a bad token for none", async () => {
    const expired = sign({ ...decode((await site.login()).body.data.token).claims, exp: 1 });
    for (const path of ["/wp/v2/posts", "/", "/jwt-auth/v1"]) {
      const answer = await site.call("GET", path, { token: `Bearer ${expired}` });
      if (mode === "2") refused(answer, 403, "jwt_auth_invalid_token", { message: /^Expired/ });
      else assert.equal(answer.status, 200);
    }
    const { body } = await site.me(`Bearer ${expired}`);
    assert.equal(body.code, mode === "2" ? "jwt_auth_invalid_token" : "rest_not_logged_in");
  });

  it("sends WordPress's CORS headers, refused logins included", async () => {
    const answer = await login(
      { password: "wrong" },
      { headers: { origin: "http://app.example" } },
    );
    assert.equal(answer.headers.get("access-control-allow-origin"), "http://app.example");
    assert.equal(answer.headers.get("access-control-allow-credentials"), "true");
  });

  it(`${mode === "2" ? "gains nothing" : "allows more headers"} with its own CORS on`, async () => {
    const allowed = async () => {
      const { headers } = await site.call("OPTIONS", "/wp/v2/posts");
      return headers.get("access-control-allow-headers").split(/,\s*/);
    };
    assert.ok(!(await allowed()).includes("X-Requested-With"));
    site.setOptions({ cors: true });
    assert.equal((await allowed()).includes("X-Requested-With"), mode !== "2");
  });
});

rows("no token, no answer", ["2"], () => {
  // The list is one of addresses: a query string makes the login another address.
  for (const path of ["/", "/jwt-auth/v1", `${route}?lang=en`]) {
    it(`refuses ${path}, its preflight too, with HTTP 200`, async () => {
      for (const method of ["POST", "OPTIONS"]) {
        const answer = await site.call(method, path);
        refused(answer, 403, "jwt_auth_no_auth_header", { http: 200 });
      }
    });
  }

  it("lets pass what the site put on its list", async () => {
    site.setOptions({ whitelist: ["/wp-json/"] });
    assert.equal((await site.call("GET", "/")).body.home, site.url);
  });

  it("has no token/refresh", async () => {
    const { token } = (await site.login()).body.data;
    const answer = await post(`${route}/refresh`, {}, { token: `Bearer ${token}` });
    assert.equal(answer.body.code, "rest_no_route");
  });
});
