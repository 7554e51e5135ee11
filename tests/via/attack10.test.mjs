// Failing tests of notes/attack10.md, F0 and F3b: a page with `via`.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, it } from "node:test";
import { credentials } from "../support/app.mjs";
import { createStage, outcome } from "./stage.mjs";

let stage;
let visitor;
before(async () => {
  stage = await createStage({ mode: "pro" });
});
beforeEach(async () => {
  stage.reset();
  visitor = await stage.visitor();
});
afterEach(() => visitor.close());
after(() => stage?.stop());

/** What a proxy says while the app's server is restarted. */
const gateway = (request, response) => {
  response.writeHead(502, { "content-type": "text/html" }).end("<h1>Bad Gateway</h1>");
  return true;
};

it("F0: a logout that a proxy has answered is asked for again", async () => {
  const tab = await visitor.open();
  await outcome(tab, (given) => wp.login(given), credentials("editor"));
  stage.intercept(gateway);
  await outcome(tab, () => wp.logout());
  stage.reset();
  await tab.reload();
  await tab.waitForFunction(() => globalThis.wp);
  const { value } = await outcome(tab, () => wp.ready());
  assert.equal(value.status, "anonymous");
});

it("F0: what a proxy says is no login, no session and no verdict on the token", async () => {
  const tab = await visitor.open();
  await outcome(tab, (given) => wp.login(given), credentials("editor"));
  stage.intercept(gateway);
  for (const run of [
    () => wp.login({ username: "editor", password: "wrong" }),
    () => wp.refresh(),
    () => wp.validate(),
    () => create().ready(),
  ])
    assert.equal((await outcome(tab, run)).error?.code, "malformed_response", String(run));
  assert.equal(await tab.evaluate(() => wp.session.status), "authenticated");
});

it("F3b: a write waits until the page knows whom it shows", async () => {
  const named = [];
  const tab = await visitor.open();
  await outcome(tab, (given) => wp.login(given), credentials("editor"));
  stage.intercept((request) => {
    if (request.url.includes("/rest/")) named.push(request.headers["presskey-user"]);
    // Never answers.
    return request.url.includes("/session");
  });
  // A page that the server has rendered for somebody: PresskeyProvider shows that session meanwhile.
  await tab.evaluate(() => {
    const client = create();
    client.fetch("/wp/v2/posts", { method: "POST", json: { title: "x" } }).catch(() => {});
    return new Promise((resolve) => setTimeout(resolve, 1000));
  });
  assert.deepEqual(named, []);
});
