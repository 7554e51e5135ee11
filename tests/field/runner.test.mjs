// The runner itself: what it must not let pass.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { complete, playsOf } from "./lib/cases.mjs";
import { play } from "./lib/play.mjs";
import { startRuntimes } from "./lib/runtimes.mjs";

let runtimes;
before(async () => {
  runtimes = await startRuntimes();
});
after(() => runtimes?.stop());

const SERVER = "jwt-authentication-pro";
const caseOf = (app, more) =>
  complete({ name: "a case", title: "A case", server: SERVER, app, ...more });

/** What is wrong in Node, as text; empty if the case comes out right. */
async function wrongIn(one) {
  const [first] = playsOf({ ...one, in: ["node"] });
  const said = await play(one, first, runtimes);
  return said.map(({ text }) => text).join("\n");
}

it("a misspelt member is refused, since it would test nothing", () => {
  assert.throws(() => caseOf([{ login: "editor" }], { anwsers: [] }), /unknown anwsers/);
  const answers = [{ to: "GET rest:/", stauts: 403 }];
  assert.throws(() => caseOf([{ login: "editor" }], { answers }), /unknown stauts/);
  assert.throws(() => caseOf([{ login: "editor", giveth: {} }]), /unknown giveth/);
  assert.throws(() => caseOf([]), /no app/);
  assert.throws(() => caseOf([{ login: "editor" }], { server: "nobodys" }), /no servers\/nobodys/);
});

it("every expectation can fail", async () => {
  assert.equal(await wrongIn(caseOf([{ login: "editor", session: "authenticated" }])), "");
  for (const [step, pattern] of [
    [{ login: "editor", session: "anonymous" }, /the session is authenticated/],
    [{ login: "editor", gives: { status: "anonymous" } }, /resolved with/],
    [{ login: "editor", fails: "forbidden" }, /resolved with/],
    [{ login: "editor", requests: { "POST rest:/jwt-auth/v1/token": 2 } }, /1 times/],
    [{ login: "editor", requests: { "* **": "<=0" } }, /times \* \*\*/],
    [{ json: "/nothing" }, /rejected with/],
    [{ json: "/nothing", fails: { code: "http_error", hint: "never said" } }, /hint is/],
    [{ json: "/nothing", fails: { code: "http_error", status: 400 } }, /status is 404/],
    [{ json: "/nothing", either: [{ gives: [] }, { fails: "forbidden" }] }, /either/],
    [{ diagnose: true, finds: { rest: "fail" } }, /finding .*"rest"/],
    [{ diagnose: true, finds: { others: "warn" } }, /finding/],
  ]) {
    assert.match(await wrongIn(caseOf([step])), pattern, JSON.stringify(step));
  }
});

it("a secret in an address, or at another origin, is found", async () => {
  for (const [step, pattern] of [
    [{ fetch: "{site}/?leak={token}", init: { auth: "omit" } }, /an address shows the secret/],
    [
      { fetch: "{elsewhere}/", init: { method: "POST", body: "x={password}" } },
      /another origin shows the secret/,
    ],
  ]) {
    assert.match(await wrongIn(caseOf([{ login: "editor" }, step])), pattern);
  }
});

it("a secret in an error is found", async () => {
  // An error that the runner makes itself: none of presskey's has one.
  const { outcomeLeaks } = await import("./lib/secrets.mjs");
  const secrets = new Set(['a/b "c"\'d']);
  for (const text of [...secrets].flatMap((one) => [
    one,
    encodeURIComponent(one),
    JSON.stringify(one),
    Buffer.from(one).toString("base64"),
  ])) {
    const error = { message: text, everything: "" };
    assert.equal(outcomeLeaks("login", { error, session: null }, secrets).length, 1, text);
  }
});
