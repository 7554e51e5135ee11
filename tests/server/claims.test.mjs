// The claims of a token as a page gets them, with an engine that hides the word "secret".
import assert from "node:assert/strict";
import { it } from "node:test";
import { withoutSecrets } from "../../pkg/server/claims.js";

const END = "\uffff";

/** Also what was searched for, one text for each search. */
function shown(claims, redact = (text) => text.replaceAll(/secret|(?<!\d)77(?!\d)/g, "***")) {
  const searched = [];
  const engine = {
    redact(site, text) {
      assert.equal(site, 0);
      searched.push(text);
      return redact(text);
    },
  };
  return { claims: withoutSecrets(claims, engine), searched };
}

it("hide a secret in texts and names, at every depth", () => {
  const claims = {
    text: "my secret",
    secret: "name",
    list: ["secret", ["a", { b: "secret" }], null],
    deep: { deeper: { the_secret: { text: "secret" } } },
    ...{ yes: true, no: false, nothing: null, empty: "", none: [], object: {} },
  };
  assert.deepEqual(shown(claims).claims, {
    text: "my ***",
    "***": "name",
    list: ["***", ["a", { b: "***" }], null],
    deep: { deeper: { "the_***": { text: "***" } } },
    ...{ yes: true, no: false, nothing: null, empty: "", none: [], object: {} },
  });
  for (const [value, expected] of [
    ["secret", "***"],
    [["secret"], ["***"]],
    [null, null],
    [true, true],
    [undefined, undefined],
    [77, "***"],
  ])
    assert.deepEqual(shown(value).claims, expected);
  assert.deepEqual(claims.list[0], "secret", "a copy");
});

it("hide a number only as a whole", () => {
  const partly = (text) => text.replaceAll("77", "***");
  assert.deepEqual(shown({ a: 77, b: 1.5, c: -0.5, d: 0 }).claims, {
    a: "***",
    b: 1.5,
    c: -0.5,
    d: 0,
  });
  assert.deepEqual(shown({ a: 177, b: 77, c: "177" }, partly).claims, {
    a: 177,
    b: "***",
    c: "1***",
  });
});

it("are searched together, each behind the end of the one before", () => {
  assert.deepEqual(shown({ a: "b", c: [1, "d"] }).searched, [
    ["a", "b", "c", "1", "d"].map((text) => text + END).join(""),
  ]);
});

it("are searched in groups of 2000 characters, with their ends", () => {
  const sizes = (...lengths) =>
    shown(lengths.map((length) => "x".repeat(length))).searched.map((text) => text.length);
  assert.deepEqual(sizes(1000, 999), [2001]);
  assert.deepEqual(sizes(1000, 1000), [1001, 1001]);
  assert.deepEqual(sizes(998, 1000, 1), [2000, 2]);
  assert.deepEqual(sizes(5000, 1), [0, 5001, 2]);
  assert.deepEqual(sizes(1999, 0, 0), [2001, 1]);
  assert.deepEqual(shown(["a".repeat(1500), "b".repeat(1500)]).claims[1].length, 1500);
});

it("are hidden where a search did not come to its end", () => {
  const cut = (text) => (text.length > 3000 ? text.slice(0, 1000) : text);
  const claims = ["a", "b".repeat(3000), "c"];
  assert.deepEqual(shown(claims, cut).claims, ["a", "***", "c"]);
  const more = (text) => (text.includes("bb") ? `${text}b${END}` : text);
  assert.deepEqual(shown(["a", "bb", 5], more).claims, ["***", "***", "***"]);
});
