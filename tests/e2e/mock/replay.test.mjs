// A call that has to be sent a second time: what was in it arrives whole, or nothing is pretended.
import assert from "node:assert/strict";
import { it } from "node:test";
import { createClient } from "presskey";
import { credentials } from "../../support/app.mjs";
import { PLUGIN, setStage } from "../../support/stage.mjs";

const stage = setStage({ mock: true });

async function visitForgotten() {
  stage.site.setOptions({ mode: "pro" });
  const app = await stage.visit();
  await app.login();
  stage.site.setOptions({ secret: "changed" });
  stage.site.clearLog();
  return app;
}

for (const [what, make, wanted] of [
  ["text", () => "plain text", /^plain text$/],
  ["JSON", () => '{"a":1}', /^\{"a":1\}$/],
  ["a form", () => new URLSearchParams({ a: "1 €" }), /^a=1\+%E2%82%AC$/],
  ["bytes", () => new TextEncoder().encode("bytes"), /^bytes$/],
  ["a Blob", () => new Blob(["blob ".repeat(20_000)], { type: "text/plain" }), /^(blob ){20000}$/],
  [
    "FormData with a file",
    () => {
      const form = new FormData();
      form.set("title", "Žluť");
      form.set("file", new File(["content"], "name.txt"));
      return form;
    },
    /Žluť[\s\S]*filename="name\.txt"[\s\S]*content/,
  ],
]) {
  it(`${what} is sent again after the refresh`, async () => {
    const app = await visitForgotten();
    const { status, body } = await app.run(
      (code) =>
        wp.fetch("/wp/v2/posts", { method: "POST", body: new Function(`return (${code})()`)() }),
      make.toString(),
    );
    assert.equal(status, 201);
    assert.match(body.sent, wanted);
    const calls = ["POST /wp/v2/posts +token", "POST /jwt-auth/v1/token/refresh"];
    assert.deepEqual(stage.calls(), [...calls, calls[0]]);
  });
}

it("a Request is sent again, with its method, headers and body", async () => {
  const app = await visitForgotten();
  const { status, body } = await app.run(
    (site) =>
      wp.fetch(
        new Request(`${site}/wp-json/wp/v2/posts`, {
          method: "POST",
          body: "request",
          headers: { "Content-Type": "text/own" },
        }),
      ),
    stage.site.url,
  );
  assert.deepEqual([status, body.sent], [201, "request"]);
  assert.equal(stage.site.log().at(-1).contentType, "text/own");
});

it("is sent a second time once, not for ever", async () => {
  const app = await visitForgotten();
  const refusal = { status: 401, body: { code: "rest_forbidden", message: "No", data: null } };
  stage.site.setOptions({
    answer: ({ route }) => (route.includes("posts") ? refusal : undefined),
  });
  const { status } = await app.fetch("/wp/v2/posts", { method: "POST", json: {} });
  assert.equal(status, 401);
  assert.ok(stage.calls().filter((line) => line.includes("posts")).length <= 2);
});

// Chromium streams requests over HTTP/2 only, so this one runs in Node.
for (const mode of ["free", "pro"]) {
  it(`a stream cannot be: body_not_replayable holds the answer (${mode})`, async () => {
    stage.site.setOptions({ mode });
    const wp = createClient({ site: stage.site.url, plugin: PLUGIN });
    await wp.login(credentials("editor"));
    const send = () =>
      wp.fetch("/wp/v2/posts", {
        method: "POST",
        headers: { "Content-Type": "text/plain" },
        body: new Blob(["streamed"]).stream(),
      });
    assert.equal((await (await send()).json()).sent, "streamed");
    stage.site.setOptions({ secret: "changed" });
    stage.site.clearLog();
    const error = await send().catch((error) => error);
    assert.equal(error.code, "body_not_replayable");
    assert.equal(error.sent, "answered");
    assert.equal(error.response.status, mode === "free" ? 403 : 401);
    assert.ok((await error.response.json()).code);
    assert.equal(stage.calls().filter((line) => line.includes("posts")).length, 1);
    wp.close();
  });
}
