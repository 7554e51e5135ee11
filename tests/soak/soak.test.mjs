// What `npm run soak` judges by; and, with `npm run test:all`, half a minute of the soak itself.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { it, mock } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createLedger } from "../../scripts/soak/ledger.mjs";

const script = fileURLToPath(new URL("../../scripts/soak.mjs", import.meta.url));

mock.timers.enable({ apis: ["setTimeout"] });

it("a refresh token that is used twice, and a session lost without a cause, are problems", () => {
  const problems = [];
  const ledger = createLedger((text) => problems.push(text));
  const lose = () => ledger.sessionLost({ user: "ada", name: "tab 1", reason: "revoked" });
  ledger.use("first", "ada");
  ledger.lost("first", "ada");
  ledger.use("first", "ada");
  lose();
  mock.timers.tick(2000);
  assert.deepEqual(problems, []);
  ledger.use("second", "ada");
  ledger.use("second", "ada");
  lose();
  mock.timers.tick(2000);
  assert.equal(problems.length, 2);
  assert.match(problems[0], /used twice/);
  assert.match(problems[1], /without a cause/);
});

it("a refresh that succeeds takes the earlier causes back", () => {
  const problems = [];
  const ledger = createLedger((text) => problems.push(text));
  ledger.cause("ada", "a tab was interrupted");
  ledger.renewed("ada", Date.now() + 1);
  ledger.sessionLost({ user: "ada", name: "tab 1" });
  mock.timers.tick(2000);
  assert.equal(problems.length, 1);
});

it("a tab that was interrupted is a cause, also if the browser says so afterwards", () => {
  const problems = [];
  const ledger = createLedger((text) => problems.push(text));
  ledger.use("first", "ada");
  ledger.use("first", "ada");
  ledger.cause("ada", "a tab was interrupted", 500);
  mock.timers.tick(2000);
  assert.deepEqual(problems, []);
});

it("a refresh that no tab is known to have sent was sent by a page that went away", () => {
  const problems = [];
  const ledger = createLedger((text) => problems.push(text));
  const refreshTwice = () => {
    ledger.begin("ada", "first");
    ledger.use("first", "ada");
    ledger.use("first", "ada");
  };
  ledger.reported("ada");
  refreshTwice();
  mock.timers.tick(2000);
  assert.equal(problems.length, 1);
  refreshTwice();
  mock.timers.tick(2000);
  assert.equal(problems.length, 1);
});

it("a machine that stood still is a cause for everybody, also if it is noticed afterwards", () => {
  const problems = [];
  const ledger = createLedger((text) => problems.push(text));
  ledger.use("first", "ada");
  ledger.use("first", "ada");
  ledger.stalled(3000, 500);
  mock.timers.tick(2000);
  assert.deepEqual(problems, []);
  assert.equal(ledger.counts.stalls, 1);
});

it("a cause between a login and the page's word about it stays one", () => {
  const problems = [];
  const ledger = createLedger((text) => problems.push(text));
  ledger.issued("old", "ada", true);
  ledger.issued("new", "ada", true);
  ledger.use("old", "ada");
  ledger.login("ada");
  ledger.sessionLost({ user: "ada", name: "tab 1" });
  mock.timers.tick(2000);
  assert.deepEqual(problems, []);
});

const skip = !process.env.PRESSKEY_ALL && "npm run test:all";
it("a soak of half a minute", { skip }, async (test) => {
  mock.timers.reset();
  const args = [script, "--seconds", "30", "--seed", "1"];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 240_000 });
  assert.match(stdout, /[1-9]\d* calls/);
  assert.match(stdout, /[1-9]\d* refreshes/);
  assert.match(stdout, /comparisons/);
  test.diagnostic(stdout.match(/Done: .*/)[0]);
});
