// One test per row of the fact sheet's section 3: PRO, as of 0.2.1.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { nextSecond } from "../support/clock.mjs";
import { decode, refused, sign, skipMode, skipReal, start } from "./harness.mjs";

let site;
const skip = skipMode("pro");
if (!skip) {
  before(async () => {
    site = await start({ mode: "pro" });
  });
  after(() => site?.stop());
  // The limit has tests of its own; elsewhere it would only get in the way.
  beforeEach(() => {
    site.setOptions();
    site.setOptions({ rate_limit: 1000 });
  });
}
const rows = (name, tests) => describe(name, { skip }, tests);

const now = () => Math.floor(Date.now() / 1000);
const signed = (changes) =>
  sign({ iss: site.url, iat: now(), exp: now() + 600, data: { user: { id: "2" } }, ...changes });
const refresh = (refresh_token) =>
  site.call("POST", "/jwt-auth/v1/token/refresh", { form: { refresh_token } });
const revoke = (token) => site.call("POST", "/jwt-auth/v1/token/revoke", { token });
const session = async (user) => {
  const { body } = await site.login(user);
  return { access: `Bearer ${body.token}`, refresh: body.refresh_token };
};

rows("PRO: login", () => {
  it("answers with a numeric user id and a refresh token", async () => {
    const { status, body } = await site.login();
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body), [
      "token",
      "user_id",
      "user_email",
      "user_nicename",
      "user_display_name",
      "refresh_token",
    ]);
    assert.equal(typeof body.user_id, "number");
    assert.match(body.refresh_token, /^\S{16,}$/);
    const { claims } = decode(body.token);
    assert.equal(claims.exp, claims.iat + 604800);
    assert.equal(claims.data.user.id, String(body.user_id));
  });

  it("demands both fields", async () => {
    const answer = await site.call("POST", "/jwt-auth/v1/token", { form: {} });
    refused(answer, 400, "rest_missing_callback_param");
    assert.deepEqual(answer.body.data.params, ["username", "password"]);
  });

  it("refuses wrong credentials with one code and WordPress's HTML", async () => {
    for (const username of ["editor", "nobody"]) {
      const form = { username, password: "wrong" };
      const answer = await site.call("POST", "/jwt-auth/v1/token", { form });
      refused(answer, 403, "jwt_auth_failed", /<strong>Error:<\/strong>/);
    }
  });

  it("says so when it is not configured", async () => {
    site.setOptions({ bad_config: true });
    refused(await site.login(), 403, "jwt_auth_bad_config");
    site.setOptions({ bad_config: null, algorithm: "HS128" });
    refused(await site.login(), 403, "jwt_auth_unsupported_algorithm");
  });

  for (const [option, status, code] of [
    [{ encode_fails: true }, 403, "jwt_auth_encode_failed"],
    [{ licensed: false }, 401, "rest_forbidden"],
  ]) {
    it(`refuses with ${code} on demand`, { skip: skipReal }, async () => {
      site.setOptions(option);
      refused(await site.login(), status, code);
    });
  }

  it("shows its arguments and four routes in the index", async () => {
    const { body } = await site.call("GET", "/jwt-auth/v1");
    // The real one has routes of its settings page too.
    const routes = Object.keys(body.routes).filter((route) => route.includes("v1/token"));
    assert.deepEqual(routes, [
      "/jwt-auth/v1/token",
      "/jwt-auth/v1/token/validate",
      "/jwt-auth/v1/token/refresh",
      "/jwt-auth/v1/token/revoke",
    ]);
    const { args } = body.routes["/jwt-auth/v1/token"].endpoints[0];
    assert.deepEqual(Object.keys(args), ["username", "password"]);
  });
});

rows("PRO: refresh", () => {
  it("answers under another key than the login, with a lifetime", async () => {
    const old = await session("equals");
    await nextSecond();
    const { status, body } = await refresh(old.refresh);
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body), [
      "access_token",
      "expires_in",
      "token_type",
      "refresh_token",
    ]);
    assert.equal(body.token_type, "Bearer");
    assert.ok(body.expires_in > 604790 && body.expires_in <= 604800);
    assert.equal((await site.me(`Bearer ${body.access_token}`)).status, 200);
  });

  it("rotates: the old refresh token and the old access token are dead", async () => {
    const old = await session("angles");
    await nextSecond();
    const { body } = await refresh(old.refresh);
    refused(await refresh(old.refresh), 403, "jwt_auth_invalid_refresh_token");
    refused(await site.validate(old.access), 403, "jwt_auth_revoked_token");
    refused(await site.me(old.access), 401, "rest_not_logged_in");
    assert.equal((await refresh(body.refresh_token)).status, 200);
  });

  // The real one has no lock: two of several parallel ones may win, each with a session of its own.
  it("lets one of many at the same time win", { skip: skipReal }, async () => {
    const { refresh: token } = await session();
    const answers = await Promise.all(Array.from({ length: 4 }, () => refresh(token)));
    assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 403, 403, 403]);
  });

  it("refuses unknown, expired and missing ones", async () => {
    refused(await refresh("no such token"), 403, "jwt_auth_invalid_refresh_token");
    site.setOptions({ refresh_lifetime: 0 });
    refused(await refresh((await session()).refresh), 403, "jwt_auth_invalid_refresh_token");
    const missing = await site.call("POST", "/jwt-auth/v1/token/refresh", { form: {} });
    refused(missing, 400, "rest_missing_callback_param");
  });

  for (const code of ["jwt_auth_expired_refresh_token", "jwt_auth_user_not_found"]) {
    it(`refuses with ${code} on demand`, { skip: skipReal }, async () => {
      site.setOptions({ refresh_error: code });
      refused(await refresh((await session()).refresh), 403, code);
    });
  }
});

rows("PRO: revoke", () => {
  it("ends the session, the refresh token included", async () => {
    const mine = await session("singlequote");
    const { status, body } = await revoke(mine.access);
    assert.equal(status, 200);
    assert.equal(body.code, "jwt_auth_token_revoked");
    assert.equal(body.data.status, 200);
    assert.match(body.data.revoked_at, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    refused(await revoke(mine.access), 403, "jwt_auth_revoked_token");
    refused(await site.validate(mine.access), 403, "jwt_auth_revoked_token");
    refused(await refresh(mine.refresh), 403, "jwt_auth_invalid_refresh_token");
    refused(await site.me(mine.access), 401, "rest_not_logged_in");
  });

  it("refuses what is no token of its own", async () => {
    refused(await revoke(), 403, "jwt_auth_no_auth_header");
    refused(await revoke("Bearer"), 403, "jwt_auth_invalid_token");
    refused(await revoke("Bearer x"), 403, "jwt_auth_invalid_token");
    refused(await revoke(`Bearer ${signed()}`), 403, "jwt_auth_revoked_token");
  });

  for (const [code, status] of [
    ["jwt_auth_token_not_found", 404],
    ["jwt_auth_token_already_revoked", 403],
  ]) {
    it(`refuses with ${code} on demand`, { skip: skipReal }, async () => {
      site.setOptions({ revoke_error: code });
      refused(await revoke((await session()).access), status, code);
    });
  }

  // Documented, but 0.2.1 never calls the code that does it.
  it("happens by itself when the password changes, on demand", { skip: skipReal }, async () => {
    site.setOptions({ revoke_on_change: true });
    const mine = await session("subscriber");
    const form = { password: site.password("subscriber") };
    await site.call("POST", "/wp/v2/users/me", { token: mine.access, form });
    refused(await site.validate(mine.access), 403, "jwt_auth_revoked_token");
  });
});

rows("PRO: validate", () => {
  it("accepts its own token", async () => {
    const { status, body } = await site.validate((await session()).access);
    assert.equal(status, 200);
    assert.deepEqual(body, { code: "jwt_auth_valid_token", data: { status: 200 } });
  });

  it("refuses the rest", async () => {
    refused(await site.validate(), 403, "jwt_auth_no_auth_header");
    refused(await site.validate("Bearer x"), 403, "jwt_auth_invalid_token", /^Wrong number of seg/);
    refused(await site.validate("Basic YTpi"), 403, "jwt_auth_invalid_token", /^Wrong number/);
    const expired = `Bearer ${signed({ exp: now() - 1 })}`;
    refused(await site.validate(expired), 403, "jwt_auth_invalid_token", /^Expired token$/);
    refused(await site.validate(`Bearer ${signed({ iss: "x" })}`), 403, "jwt_auth_bad_iss");
    refused(await site.validate(`Bearer ${signed({ data: {} })}`), 403, "jwt_auth_bad_request");
    site.setOptions({ bad_config: true });
    refused(await site.validate(expired), 403, "jwt_auth_bad_config");
  });
});

rows("PRO: every other request", () => {
  it("knows the user of a good token", async () => {
    assert.equal((await site.me((await session()).access)).body.name, "Edith Editor");
  });

  it("takes a bad token for none", async () => {
    for (const token of ["Bearer x", `Bearer ${signed({ exp: now() - 1 })}`, "Basic x", "Bearer"]) {
      if (token !== "Basic x") refused(await site.me(token), 401, "rest_not_logged_in");
      assert.equal((await site.posts(token)).status, 200, token);
    }
    assert.equal((await site.call("GET", "/", { token: "Bearer stale" })).status, 200);
  });

  it("lets a stale token log in", async () => {
    const form = { username: "editor", password: site.password("editor") };
    const answer = await site.call("POST", "/jwt-auth/v1/token", { form, token: "Bearer stale" });
    assert.equal(answer.status, 200);
  });

  it('sleeps where the address has "token" in it, and on ?rest_route=', async () => {
    const { access: token } = await session();
    for (const path of ["/wp-json/wp/v2/users/me?search=token", "/?rest_route=/wp/v2/users/me"]) {
      refused(await site.call("GET", "", { path, token }), 401, "rest_not_logged_in");
    }
  });
});

rows("PRO: rate limit", () => {
  it("tells with every token it handles, Retry-After even where there is nothing to retry", async () => {
    const { access } = await session();
    for (const answer of [await site.login(), await site.me(access), await site.validate(access)]) {
      assert.equal(answer.status, 200);
      for (const header of ["limit", "remaining", "reset"]) {
        assert.match(answer.headers.get(`x-ratelimit-${header}`), /^\d+$/, header);
      }
      assert.match(answer.headers.get("retry-after"), /^\d+$/);
    }
    assert.equal((await site.posts()).headers.get("x-ratelimit-limit"), null);
  });

  it("counts the requests of an address and answers 429 with the times to wait", async () => {
    const { access } = await session();
    site.setOptions({ rate_limit: 1 });
    const answer = await site.posts(access);
    refused(answer, 429, "jwt_auth_rate_limited");
    for (const header of ["retry-after", "x-ratelimit-limit", "x-ratelimit-reset"]) {
      assert.match(answer.headers.get(header), /^\d+$/, header);
    }
    assert.equal(answer.headers.get("x-ratelimit-remaining"), "0");
    refused(await site.login(), 429, "jwt_auth_rate_limited");
    // Requests without a token are not counted.
    assert.equal((await site.posts()).status, 200);
  });

  it("exposes those headers only with its CORS setting, and then hides WordPress's own", async () => {
    const { access } = await session();
    const exposed = async () =>
      (await site.posts(access)).headers.get("access-control-expose-headers");
    assert.match(await exposed(), /X-WP-Total/);
    site.setOptions({ cors: true });
    const list = await exposed();
    assert.match(list, /Retry-After/);
    assert.doesNotMatch(list, /X-WP-Total/);
  });
});
