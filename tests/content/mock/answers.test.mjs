// json() and envelopes: responses that are long, broken or not what they seem.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setStage } from "../../support/stage.mjs";

const stage = setStage({ mock: true });
const answer = (own) =>
  stage.site.setOptions({ answer: ({ route }) => (/posts/.test(route) ? own : undefined) });

it("json() reads an answer of megabytes", async () => {
  const app = await stage.visit();
  answer({ body: [{ content: "x".repeat(3_000_000) }] });
  assert.equal(await app.run(async () => (await wp.json("/wp/v2/posts"))[0].content.length), 3e6);
});

it("json() does not take a body that broke off for an empty one", async () => {
  const app = await stage.visit();
  answer({ headers: { "content-length": "100" }, body: '[{"id":1' });
  const { ours, code } = await app.run(async () => {
    const error = await wp.json("/wp/v2/posts").catch((error) => error);
    return { ours: error instanceof presskey.PresskeyError, code: error.code };
  });
  assert.ok(ours);
  assert.equal(code, "unreachable");
});

it("json() rejects with the caller's reason when aborted while the body is read", async () => {
  const app = await stage.visit();
  answer({
    body: (async function* () {
      yield "[1,";
      await new Promise((done) => setTimeout(done, 60_000).unref());
    })(),
  });
  await assert.rejects(
    app.run(async () => {
      const controller = new AbortController();
      const read = Response.prototype.text;
      Response.prototype.text = function () {
        setTimeout(() => controller.abort(new RangeError("enough")), 50);
        return read.call(this);
      };
      return wp.json("/wp/v2/posts", { signal: controller.signal });
    }),
    { name: "RangeError", message: "enough" },
  );
});

it("json() renews a token that a 200 refuses, and repeats the call", async () => {
  stage.site.setOptions({ mode: "pro" });
  const app = await stage.visit();
  await app.login();
  const body = { code: "jwt_auth_invalid_token", message: "Expired", data: { status: 403 } };
  const answers = [{ body }];
  stage.site.setOptions({ answer: ({ route }) => (/me$/.test(route) ? answers.pop() : undefined) });
  stage.site.clearLog();
  assert.equal((await app.json("/wp/v2/users/me")).id, (await app.session()).user.id);
  const me = "GET /wp/v2/users/me +token";
  assert.deepEqual(stage.calls(), [me, "POST /jwt-auth/v1/token/refresh", me]);
});

const refusal = { code: "rest_forbidden", message: "No", data: { status: 403 } };
for (const [what, body, code] of [
  ["a refusal", refusal, "forbidden"],
  ["a thing with an id", { ...refusal, id: 7 }],
  ["more than a sentence", { ...refusal, more: "x".repeat(2000) }],
  ["a number", "7"],
  ["null", "null"],
  ["a firewall's sentence", '"Access denied"', "malformed_response"],
]) {
  it(`json() ${code ? "refuses" : "takes"} ${what} in a 200`, async () => {
    const app = await stage.visit();
    answer({ body });
    const call = app.json("/wp/v2/posts");
    if (code) await assert.rejects(call, { code });
    else assert.deepEqual(await call, typeof body === "string" ? JSON.parse(body) : body);
  });
}

it("json() takes an empty 202, but not in response to a GET", async () => {
  const app = await stage.visit();
  answer({ status: 202, headers: { link: "" }, body: "" });
  assert.equal(await app.json("/wp/v2/posts", { method: "POST", json: {} }), undefined);
  await assert.rejects(app.json("/wp/v2/posts"), { code: "malformed_response" });
});

it("json() ignores every byte order mark in front of its value", async () => {
  const app = await stage.visit();
  answer({ body: "\ufeff\ufeff[7]" });
  assert.deepEqual(await app.json("/wp/v2/posts"), [7]);
});

for (const [what, body] of [
  ["JSON that is no envelope", { title: "plain" }],
  ["a list", [1, 2]],
  ["null", "null"],
  ["HTML", "<p>Hello</p>"],
  ["an envelope with a status that HTTP does not have", { body: 1, status: 7, headers: {} }],
]) {
  it(`envelope: ${what} comes as it is`, async () => {
    const app = await stage.visit();
    answer({ body });
    const { status, text } = await app.fetch("/wp/v2/posts", { envelope: true });
    assert.equal(status, 200);
    assert.equal(text, typeof body === "string" ? body : JSON.stringify(body));
  });
}

it("envelope: a failure inside is explained like any other", async () => {
  const app = await stage.visit();
  await app.login();
  const failure = { code: "rest_forbidden", message: "Not <b>yours</b>", data: { status: 403 } };
  answer({ body: { body: failure, status: 403, headers: { "Retry-After": "3" } } });
  await assert.rejects(app.json("/wp/v2/posts", { envelope: true }), {
    code: "forbidden",
    status: 403,
    wpCode: "rest_forbidden",
    message: "Not yours",
    retryAfter: 3000,
  });
});

it("envelope: an answer without content has none", async () => {
  const app = await stage.visit();
  answer({ body: { body: null, status: 204, headers: [] } });
  const { status, text } = await app.fetch("/wp/v2/posts", { envelope: true });
  assert.deepEqual([status, text], [204, ""]);
});

// In its place another address of the REST API may be looked for, but not for what a route has shown.
for (const status of [403, 404, 500]) {
  it(`a write that is answered with a page of ${status} goes out once`, async () => {
    const app = await stage.visit();
    await app.login();
    answer({ status, headers: { "Content-Type": "text/html" }, body: "<p>Hello</p>" });
    stage.site.clearLog();
    const sent = await app.run(
      async () => (await wp.fetch("/wp/v2/posts", { method: "POST", json: {} })).status,
    );
    assert.equal(sent, status);
    const posts = stage.site.log().filter(({ method }) => method === "POST");
    assert.equal(posts.length, 1, posts.map(({ route }) => route).join());
  });
}
