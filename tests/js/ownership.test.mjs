// The names of sessions that a duplicated tab has a copy of. src/core/client/tests.rs tests what they mean.
import assert from "node:assert/strict";
import { afterEach, beforeEach, it } from "node:test";
import { isUsed, nameOf, rename } from "../../pkg/engine/ownership.js";
import { markersOf } from "../../pkg/front/markers.js";

const before = Object.getOwnPropertyDescriptor(globalThis, "localStorage");
let local;
beforeEach(() => {
  local = new Map();
  const value = {
    getItem: (key) => local.get(key) ?? null,
    setItem: (key, text) => local.set(key, text),
  };
  Object.defineProperty(globalThis, "localStorage", { value, configurable: true });
});
afterEach(() => {
  if (before) Object.defineProperty(globalThis, "localStorage", before);
  else delete globalThis.localStorage;
});

/** A tab, whose store begins with a copy of another one's. */
function tab(copied) {
  const kept = new Map(copied);
  const store = { get: (key) => kept.get(key), set: (key, text) => kept.set(key, text) };
  return { kept, s: { markersOf, key: "key", options: { place: "page" }, store } };
}

it("a session has a name in the tab's own store", () => {
  const { kept, s } = tab();
  assert.equal(nameOf(s), 0);
  const name = rename(s, 0);
  assert.ok(Number.isSafeInteger(name) && name > 0);
  assert.deepEqual([...kept], [["key:tab", `${name}`]]);
  assert.equal(nameOf(s), name);
  assert.notEqual(rename(s, 0), name);
  assert.equal(local.size, 0);
  // What another version of presskey has left is no name.
  kept.set("key:tab", "k3x9");
  assert.equal(nameOf(s), 0);
});

it("every tab finds a name that was used up", () => {
  const original = tab();
  const name = rename(original.s, 0);
  const copy = tab(original.kept);
  assert.equal(isUsed(copy.s, name), false);
  const next = rename(original.s, name);
  assert.equal(nameOf(copy.s), name);
  assert.deepEqual(
    [name, next].map((each) => isUsed(copy.s, each)),
    [true, false],
  );
  assert.deepEqual([...local.keys()], ["key:used"]);
});

it("does without a store", () => {
  const fails = () => {
    throw new Error("denied");
  };
  const s = {
    markersOf,
    key: "key",
    options: { place: "page" },
    store: { get: fails, set: fails },
  };
  assert.equal(nameOf(s), 0);
  assert.ok(rename(s, 0) > 0);
});
