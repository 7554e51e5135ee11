// The test settings themselves, in the embedded WordPress: spoiled responses and the request log.
import assert from "node:assert/strict";
import { after, before, beforeEach, it } from "node:test";
import { decode, refused, start } from "./harness.mjs";

let site;
before(async () => {
  site = await start({ embedded: true });
});
after(() => site?.stop());
beforeEach(() => {
  site.setOptions();
  site.clearLog();
});

const spoil = (rule) => site.setOptions({ answers: [rule] });

it("puts a PHP notice before the JSON", async () => {
  site.setOptions({ before_json: "<br />\n<b>Notice</b>: something\n" });
  const { text, status } = await site.login();
  assert.equal(status, 200);
  assert.match(text, /^<br \/>.*\{"token":/s);
});

it("answers with HTML, nothing, half an answer, another status, a redirect", async () => {
  spoil({ route: "token$", status: 502, type: "text/html", body: "<h1>Bad Gateway</h1>" });
  const html = await site.login();
  assert.equal(html.status, 502);
  assert.equal(html.text, "<h1>Bad Gateway</h1>");
  assert.match(html.headers.get("content-type"), /^text\/html/);

  spoil({ body: "" });
  assert.equal((await site.login()).text, "");

  spoil({ truncate: 20 });
  assert.equal((await site.login()).text.length, 20);

  spoil({ status: 200 });
  const inside = await site.call("POST", "/jwt-auth/v1/token", { form: {} });
  assert.equal(inside.status, 200);
  assert.equal(inside.body.code, "[jwt_auth] empty_username");

  spoil({ status: 307, headers: { Location: "http://127.0.0.1:1/" }, body: "" });
  const redirect = await site.login();
  assert.equal(redirect.status, 307);
  assert.equal(redirect.headers.get("location"), "http://127.0.0.1:1/");
});

it("takes CORS headers away", async () => {
  spoil({ headers: { "Access-Control-Allow-Origin": "" } });
  const { headers } = await site.call("GET", "/", { headers: { origin: "http://app.example" } });
  assert.equal(headers.get("access-control-allow-origin"), null);
});

it("spoils only the routes, methods and number of answers it is told to", async () => {
  spoil({ route: "^/wp/v2/posts", method: "GET", times: 2, body: "spoiled" });
  assert.notEqual((await site.login()).text, "spoiled");
  const answers = await Promise.all(Array.from({ length: 5 }, () => site.posts()));
  assert.equal(answers.filter(({ text }) => text === "spoiled").length, 2);
});

it("waits before it answers", async () => {
  spoil({ delay: 600 });
  const start = Date.now();
  await site.posts();
  assert.ok(Date.now() - start >= 600);
});

it("sets the clock, the lifetime and the claims of tokens", async () => {
  site.setOptions({ clock_offset: 3600, lifetime: 60, claims: { nbf: null, role: "x" } });
  const { token } = (await site.login()).body;
  const { claims } = decode(token);
  assert.ok(Math.abs(claims.iat - Date.now() / 1000 - 3600) < 5);
  assert.equal(claims.exp, claims.iat + 60);
  assert.equal(claims.nbf, undefined);
  assert.equal(claims.role, "x");
  assert.equal((await site.me(`Bearer ${token}`)).status, 200);
  site.setOptions();
  refused(await site.me(`Bearer ${token}`), 403, "jwt_auth_invalid_token", /prior to/);
});

it("logs what was asked, never what was said", async () => {
  await site.login();
  await site.call("POST", "/wp/v2/posts", { json: { title: "x" }, token: "Bearer stale" });
  await site.call("OPTIONS", "", { path: "/?rest_route=/wp/v2/posts" });
  await site.call("GET", "", { path: "/" });
  const log = site.log();
  const seen = (name) => log.map((entry) => entry[name]);
  assert.deepEqual(seen("method"), ["POST", "POST", "OPTIONS", "GET"]);
  assert.deepEqual(seen("route"), ["/jwt-auth/v1/token", "/wp/v2/posts", "/wp/v2/posts", null]);
  assert.deepEqual(seen("authorization"), [false, true, false, false]);
  assert.deepEqual(seen("status"), [200, 403, 200, undefined]);
  assert.deepEqual(log[0].fields, ["username", "password"]);
  assert.match(log[0].contentType, /^application\/x-www-form-urlencoded/);
  assert.match(log[1].contentType, /^application\/json/);
  assert.equal(log[1].scheme, "Bearer");
  assert.doesNotMatch(JSON.stringify(log), /presskey-demo|stale/);
  site.clearLog();
  assert.deepEqual(site.log(), []);
});

it("works with several writers at once", async () => {
  const token = `Bearer ${(await site.login("admin")).body.token}`;
  const write = (title) =>
    site.call("POST", "/wp/v2/posts", { token, json: { title, status: "publish" } });
  const answers = await Promise.all(["one", "two", "three", "four"].map(write));
  assert.deepEqual(
    answers.map((answer) => answer.status),
    [201, 201, 201, 201],
  );
  assert.equal(new Set(answers.map((answer) => answer.body.id)).size, 4);
});
