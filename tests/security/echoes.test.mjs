// What a server makes of a secret that is no token as it stands.
import assert from "node:assert/strict";
import { it } from "node:test";
import { inspect } from "node:util";
import { createClient } from "presskey";

const SITE = "https://example.com";
const index = { home: SITE, namespaces: ["wp/v2", "my/v1"] };
const json = (body, status = 200) => Response.json(body, { status });
const everything = (error) => inspect(error, { depth: 9, showHidden: true });

// Holds P3 and P12 of SECURITY.md.
it("shows no password or consumer secret of which the token is made", async () => {
  const basic = { username: "editor", password: "abcd EFGH 12:34" };
  const consumer = { consumerKey: "k3y", consumerSecret: "c0nsumer" };
  const oauth1 = { ...consumer, token: "t0ken1", tokenSecret: "s3cret" };
  for (const [plugin, credentials, secret] of [
    ["basic-auth", basic, basic.password],
    ["application-passwords", basic, "abcdEFGH12:34"],
    ["oauth1", oauth1, "c0nsumer"],
  ]) {
    let refused = true;
    const refusal = { code: "rest_forbidden", message: `Not with ${secret}.` };
    const fetch = async (url) => {
      if (/posts/.test(url) || (refused && /me/.test(url))) return json(refusal, 403);
      if (/users\/me/.test(url)) return json({ id: 7, username: "editor" });
      return json(refused ? index : { ...index, home: `${SITE}/${secret}` });
    };
    const wp = createClient({ site: SITE, fetch, plugin });
    const errors = [await wp.login(credentials).catch((error) => error)];
    refused = false;
    await wp.login(credentials);
    errors.push(await wp.json("/wp/v2/posts").catch((error) => error));
    for (const error of errors) {
      assert.match(error.serverMessage, /Not with \*\*\*/, plugin);
      assert.ok(!everything(error).includes(secret), plugin);
    }
    assert.ok(!JSON.stringify(await wp.diagnose()).includes(secret), plugin);
    wp.close();
  }
});

// Holds P3 of SECURITY.md.
it("quotes no token that no header can carry", async () => {
  const spec = {
    ...{ id: "my", namespace: "my/v1", token: "token", opaque: true },
    login: { path: "login", body: { name: "$username" } },
    validate: { path: "validate", auth: true },
  };
  const fetch = async (url, { headers } = {}) => {
    new Headers(headers);
    return json(/login/.test(url) ? { token: "opaque-s3cret\r\nX-Other: 1" } : index);
  };
  const wp = createClient({ site: SITE, fetch, plugin: spec });
  const key = createClient({ site: SITE, fetch, plugin: "api-key" });
  for (const [code, call] of [
    ["malformed_response", () => wp.login({ username: "editor" })],
    ["token_rejected", () => wp.login({ token: "opaque-s3cret\u0000" })],
    ["token_rejected", () => wp.login({ token: "opaque-s3cret\u20ac" })],
    ["token_rejected", () => key.login({ apiKey: "opaque-s3cret\nx" })],
  ]) {
    const error = await call().catch((error) => error);
    assert.equal(error.code, code);
    assert.ok(!everything(error).includes("s3cret"));
    assert.equal((await wp.ready()).status, "anonymous");
  }
});

// Holds P3 of SECURITY.md.
it("shows no password that two logins at a time have sent", async () => {
  const password = "S3cret-Pass-w0rd";
  let sent = 0;
  let first;
  const fetch = async (_, { method } = {}) => {
    if (method !== "POST") return json({ ...index, namespaces: ["wp/v2", "jwt-auth/v1"] });
    if (sent++ === 0) return json({ code: "[jwt_auth] incorrect_password", message: "No" }, 403);
    await first;
    const Location = `https://evil.example/${password}/x`;
    return new Response(null, { status: 302, headers: { Location } });
  };
  const plugin = "jwt-authentication-for-wp-rest-api";
  const wp = createClient({ site: SITE, fetch, plugin, storage: "memory" });
  const login = () => wp.login({ username: "editor", password }).catch((error) => error);
  first = login();
  const errors = await Promise.all([first, login()]);
  assert.equal(errors[1].code, "redirected");
  assert.match(errors[1].hint, /\*\*\*/);
  for (const error of errors) assert.ok(!everything(error).includes(password));
});

// Holds P3 of SECURITY.md.
it("shows nothing of what a code is sent with", async () => {
  const token = "eyInterim-s3cret-t0ken";
  const code = "c0de-654321";
  const fetch = async (url, { method, body } = {}) => {
    if (method !== "POST") return json(index);
    if (!/2fa/.test(url)) return json({ more: true, interim: token });
    return json({ code: "wrong", message: `Not ${code} for ${token}: ${body}` }, 401);
  };
  const plugin = {
    ...{ id: "my", namespace: "my/v1", token: "token", opaque: true },
    login: { path: "login", body: { name: "$username" } },
    secondFactor: {
      path: "2fa",
      when: "more",
      token: "interim",
      body: { t: "$token", c: "$code" },
    },
  };
  const wp = createClient({ site: SITE, fetch, plugin });
  const asked = await wp.login({ username: "editor" }).catch((error) => error);
  assert.equal(asked.code, "second_factor_required");
  const error = await wp.login({ code }).catch((error) => error);
  assert.match(error.serverMessage, /^Not \*\*\* for \*\*\*: /);
  for (const each of [asked, error]) {
    for (const secret of [token, code]) assert.ok(!everything(each).includes(secret), secret);
  }
});

// Holds P3 of SECURITY.md.
it("names no provider of a second factor that is the token of the same response", async () => {
  const interim = "f4ctor-t0ken-1234567";
  const plugin = "simple-jwt-login";
  for (const [provider, shown] of [
    ["Two_Factor_Totp", "Two_Factor_Totp"],
    [interim, null],
    [{ name: "totp", with: interim.replace("-", "%2D") }, null],
  ]) {
    const data = { jwt: interim, two_factor_required: true, provider };
    const fetch = async (url) =>
      /auth$/.test(decodeURIComponent(url))
        ? json({ success: true, data })
        : json({ ...index, namespaces: ["wp/v2", "simple-jwt-login/v1"] });
    const wp = createClient({ site: SITE, fetch, plugin, storage: "memory" });
    const error = await wp.login({ username: "editor", password: "x-y-z" }).catch((error) => error);
    assert.equal(error.code, "second_factor_required");
    assert.equal(error.secondFactor.provider, shown);
    assert.ok(!everything(error).includes(interim));
    wp.close();
  }
});

// Holds P3 of SECURITY.md.
it("shows no password that reading HTML would change", async () => {
  for (const [password, quoted = password] of [
    ["Mon chat est gris !"],
    ["correct  horse battery 77"],
    ["correct\u00a0horse battery 77"],
    ["Tr0ub&lt;4dor3"],
    ["Tr0ub<b4dor>x"],
    ["S3cr\u0007etPassw0rd"],
    // As the server reads it.
    ["correct  horse battery 77", "correct horse <b>battery</b> 77"],
    ["Mon chat est gris !", "Mon chat <b>est</b> gris !"],
    ["S3cret-Pass-w0rd", "S3cr\u009bet-\u00adPass\u200b-w0rd"],
  ]) {
    const refusal = { code: "x", message: `No "${quoted}".` };
    const fetch = async (url) => (/login/.test(url) ? json(refusal, 403) : json(index));
    const spec = {
      ...{ id: "my", namespace: "my/v1", token: "token" },
      login: { path: "login", body: { name: "$username", word: "$password" } },
    };
    const wp = createClient({ site: SITE, fetch, plugin: spec });
    const error = await wp.login({ username: "editor", password }).catch((error) => error);
    assert.equal(error.serverMessage, 'No "***".', JSON.stringify(quoted));
    assert.equal(error.message, 'No "***".');
  }
});
