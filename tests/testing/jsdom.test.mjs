// In jsdom an app's forms, files and signals are jsdom's, and Node's own fetch knows none of them.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { JSDOM } from "jsdom";
import { createTestSite } from "presskey/testing";

const { window } = new JSDOM("", { url: "http://localhost/" });
const names = ["FormData", "File", "FileReader", "URLSearchParams", "AbortController", "location"];
const own = Object.fromEntries(names.map((name) => [name, globalThis[name]]));
before(() => {
  for (const name of names) globalThis[name] = window[name];
});
after(() => Object.assign(globalThis, own));

async function loggedIn() {
  const test = createTestSite();
  const { username, password } = test.users[1];
  const response = await test.fetch(`${test.site}/wp-json/jwt-auth/v1/token`, {
    ...{ method: "POST", body: new URLSearchParams({ username, password }) },
  });
  assert.equal(response.status, 200);
  const { token } = await response.json();
  const post = (body) =>
    test.fetch(`${test.site}/wp-json/wp/v2/media`, {
      ...{ method: "POST", headers: { Authorization: `Bearer ${token}` }, body },
    });
  return { test, post };
}

it("takes jsdom's forms and files", async () => {
  const { test, post } = await loggedIn();
  const form = new FormData();
  form.set("file", new File(["hello"], "a.txt", { type: "text/plain" }));
  form.set("title", "A text");
  const { title, source_url } = await (await post(form)).json();
  assert.equal(title.raw, "A text");
  assert.equal(new TextDecoder().decode(test.media[0].bytes), "hello");
  assert.match(source_url, /a\.txt$/);
});

it("takes jsdom's signals", async () => {
  const test = createTestSite({ latency: 10_000 });
  const controller = new AbortController();
  const answer = test.fetch(`${test.site}/wp-json/`, { signal: controller.signal });
  controller.abort(new Error("enough"));
  await assert.rejects(answer, { message: "enough" });
});
