// A page whose clock is ahead: its session seems to be over, and is not.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { credentials } from "../support/app.mjs";
import { createStage, outcome } from "./stage.mjs";

let stage;
before(async () => {
  stage = await createStage({ mode: "free", lifetime: 3600 });
});
after(() => stage?.stop());

// Holds P8 of SECURITY.md.
it("does not ask for the session again and again", async () => {
  const visitor = await stage.visitor();
  const tab = await visitor.open("{ const { now } = Date; Date.now = () => now() + 7_200_000; }");
  await outcome(tab, (given) => wp.login(given), credentials("editor"));
  visitor.requests.length = 0;
  await new Promise((done) => setTimeout(done, 1000));
  const asked = visitor.requests.filter((request) => request.includes("/session"));
  assert.ok(asked.length < 2, `${asked.length} requests`);
  assert.equal((await outcome(tab, () => wp.session)).value.status, "authenticated");
  await visitor.close();
});
