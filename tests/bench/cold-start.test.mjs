// What a cold start costs in requests and bytes, which does not depend on how busy the machine is.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { launch } from "../support/chromium.mjs";
import { scenarios, startColdStart } from "./cold-start.mjs";

let browser;
let stage;
before(async () => {
  browser = await launch();
  stage = await startColdStart(browser, ["presskey", "oidc-client-ts"]);
  await stage.prepare();
});
after(async () => {
  await stage?.stop();
  await browser?.close();
});

/** Bytes of the front, and of the app around it. */
const FRONT = 7000;
const PAGE = ["GET /presskey/", "GET /presskey/app.js"];
const ME = "GET /wp/v2/users/me";

/** Requests up to the one that the visitor waits for. */
const until = (last) => stage.log.slice(0, stage.log.indexOf(last) + 1);

it("a visitor gets the login button with the page and one script", async () => {
  const { requests, bytes } = await stage.visit("presskey", scenarios.anonymous);
  assert.equal(requests, 2);
  assert.ok(bytes < FRONT, `${bytes} bytes`);
  assert.deepEqual(stage.log, PAGE);
});

it("a user who returns gets the first response before the engine is asked for", async () => {
  const then = () => assert.ok(stage.log.includes(ME));
  const { requests, bytes } = await stage.visit("presskey", scenarios.returning, { then });
  // The page, its script, and the call with its preflight.
  assert.equal(requests, 4);
  assert.ok(bytes < FRONT, `${bytes} bytes`);
  assert.deepEqual(until(ME), [...PAGE, ME]);
});

it("with an expired token it is renewed once, and then the call is sent once", async () => {
  await stage.visit("presskey", scenarios.expired);
  const calls = stage.log.filter((line) => !line.includes(" /presskey/"));
  assert.deepEqual(calls, ["POST /jwt-auth/v1/token/refresh", ME]);
});

it("a form that was open for a while sends the login and nothing else", async () => {
  const whileOpen = (visit) => visit.reached("loaded");
  const { requests } = await stage.visit("presskey", { ...scenarios.login, whileOpen });
  assert.equal(requests, 1);
});

it("the peers are measured doing the same", async () => {
  const { requests } = await stage.visit("oidc-client-ts", scenarios.returning);
  assert.equal(requests, 4);
  assert.equal(stage.log.at(-1), ME);
  await stage.visit("oidc-client-ts", scenarios.expired);
  assert.deepEqual(stage.log.slice(-2), ["POST /oidc/token", ME]);
});
