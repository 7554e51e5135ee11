// What else a server says to a login: an error of the right code, and the session stays.
import assert from "node:assert/strict";
import { it } from "node:test";
import { createClient } from "presskey";
import { credentials } from "../../support/app.mjs";
import { sign } from "../../support/mock-wordpress.mjs";
import { PLUGIN, setStage } from "../../support/stage.mjs";

const now = Math.floor(Date.now() / 1000);
const claims = { iss: "x", iat: now, exp: now + 600, data: { user: { id: "2" } } };
const raw = (payload) => `eyJhbGciOiJIUzI1NiJ9.${Buffer.from(payload).toString("base64url")}.c2ln`;

const stage = setStage({ mock: true });
const answerLogin = (own) =>
  stage.site.setOptions({ answer: ({ route }) => (route?.endsWith("/token") ? own : undefined) });
const token = (text) => ({ body: { token: text } });

for (const [what, answer, code] of [
  ["a JSON null", { body: "null" }, "malformed_response"],
  ["a JSON array", { body: "[]" }, "malformed_response"],
  ["a JSON string", { body: '"eyJ"' }, "malformed_response"],
  ["deep JSON", { body: "[".repeat(100_000) }, "malformed_response"],
  ["a byte order mark alone", { body: "\ufeff" }, "malformed_response"],
  ["broken UTF-8", { body: '{"token":"\ud800"}' }, "malformed_response"],
  ["five megabytes", { body: "x".repeat(5_000_000) }, "malformed_response"],
  ["a token of five megabytes", token("x".repeat(5_000_000)), "malformed_response"],
  ["a token with a key twice", token(raw('{"exp":1,"exp":9999999999}')), "malformed_response"],
  ["a token whose exp is text", token(raw('{"exp":"tomorrow"}')), "malformed_response"],
  ["a token that is no object", token(raw("[1]")), "malformed_response"],
  ["a token in padding", token(`${sign(claims)}==`), "malformed_response"],
  ["a token of two parts", token(sign(claims).replace(/\.[^.]*$/, "")), "malformed_response"],
  ["the word undefined", token("undefined"), "malformed_response"],
  ["an empty token", token(""), "malformed_response"],
  ["a firewall's 403", { status: 403, body: "<h1>Blocked</h1>" }, "malformed_response"],
  ["a gateway's 502", { status: 502, body: "<h1>Bad Gateway</h1>" }, "malformed_response"],
  ["an empty 500", { status: 500, body: "" }, "http_error"],
  ["a page that is not there", { status: 404, body: "<h1>Not found</h1>" }, "rest_not_found"],
  [
    "a route that is not there",
    { status: 404, body: { code: "rest_no_route", message: "No route" } },
    "plugin_missing",
  ],
  [
    "a closed REST API",
    { status: 401, body: { code: "rest_cannot_access", message: "Only members" } },
    "rest_closed",
  ],
  ["too many attempts", { status: 429, body: "" }, "rate_limited"],
]) {
  it(`${what}: ${code}`, async () => {
    const app = await stage.visit();
    const session = await app.login("editor");
    answerLogin(answer);
    await assert.rejects(app.login("admin"), (error) => {
      assert.equal(error.code, code);
      assert.equal(error.sent, "answered");
      assert.ok(error.ours);
      assert.ok(error.message.length > 0 && error.message.length < 1000);
      assert.doesNotMatch(error.message, /<h1>/);
      assert.doesNotMatch(error.everything, /presskey-admin|eyJ/);
      return true;
    });
    assert.deepEqual(await app.session(), session);
    assert.equal((await app.fetch("/wp/v2/users/me")).body.id, session.user.id);
  });
}

it("a message in HTML becomes plain text", async () => {
  const app = await stage.visit();
  for (const [html, text] of [
    [
      '<strong>Error:</strong> &#8220;editor&#8221; &amp; co. <a href="/lost">Lost it?</a>',
      "Error: “editor” & co. Lost it?",
    ],
    ["<script>alert(1)</script>No", /^(alert\(1\))?No$/],
    ["5 &lt; 6 &#8364; &#x20ac; &quot;&amp;lt;&quot;", '5 < 6 € € "&lt;"'],
  ]) {
    answerLogin({ status: 403, body: { code: "jwt_auth_failed", message: html } });
    const neutral = "Wrong username or password.";
    await assert.rejects(app.login(), {
      code: "invalid_credentials",
      message: neutral,
      serverMessage: text,
    });
  }
});

it("a message that echoes the token does not show it, also when the session is over", async () => {
  const wp = createClient({ site: stage.site.url, plugin: PLUGIN });
  await wp.login(credentials("editor"));
  const answer = ({ token }) => ({ status: 400, body: { code: token, message: `Bad ${token}` } });
  stage.site.setOptions({ answer });
  const response = await wp.fetch("/echo");
  stage.site.setOptions({ answer: undefined });
  const explain = async () => {
    const { message, wpCode } = await wp.explain(response);
    return [message, wpCode];
  };
  assert.deepEqual(await explain(), ["Bad ***", undefined]);
  await wp.logout();
  // Nothing knows any more what the server was sent.
  assert.deepEqual(await explain(), ["The server refused the request.", undefined]);
});

// Not readable for a page of another origin.
it("Retry-After is a time to wait, in seconds or as a date", async () => {
  const wp = createClient({ site: stage.site.url, plugin: PLUGIN });
  for (const [header, least, most] of [
    ["7", 7000, 7000],
    [new Date(Date.now() + 60_000).toUTCString(), 30_000, 60_000],
    ["soon", undefined, undefined],
  ]) {
    answerLogin({ status: 429, headers: { "retry-after": header }, body: "" });
    const { code, retryAfter } = await wp.login(credentials("editor")).catch((error) => error);
    assert.equal(code, "rate_limited");
    if (least === undefined) assert.equal(retryAfter, undefined);
    else assert.ok(retryAfter >= least && retryAfter <= most, `${header}: ${retryAfter}`);
  }
});

it("a token without exp is a session without an end", async () => {
  const { exp, ...endless } = claims;
  const app = await stage.visit();
  answerLogin(token(sign(endless)));
  assert.equal((await app.login()).expiresAt, null);
});

it("a refresh is read as carefully, and the session stays", async () => {
  stage.site.setOptions({ mode: "pro" });
  const app = await stage.visit();
  const session = await app.login();
  for (const body of ["", "null", "<h1>Hello</h1>", { access_token: "abc" }, "{".repeat(99)]) {
    const answer = ({ route }) => (route?.endsWith("/refresh") ? { body } : undefined);
    stage.site.setOptions({ answer });
    await assert.rejects(app.call("refresh"), ({ code, hint }) => {
      assert.equal(code, "refresh_failed");
      if (body === "<h1>Hello</h1>") assert.match(hint, /HTML page/);
      return true;
    });
    assert.deepEqual(await app.session(), session);
  }
});

it("an answer that was read is explained by its status alone", async () => {
  const wp = createClient({ site: stage.site.url, plugin: PLUGIN });
  for (const status of [400, 404, 500]) {
    const response = new Response('{"code":"rest_no_route"}', { status });
    await response.text();
    const { code, status: told } = await wp.explain(response);
    assert.deepEqual([code, told], ["http_error", status]);
  }
});
