// Whose a session is that a duplicated tab has a copy of.
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import { ownershipOf } from "../../pkg/engine/ownership.js";

const replaced = new Map();
function replace(name, value) {
  if (!replaced.has(name)) replaced.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
let local;
beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  local = new Map();
  replace("localStorage", {
    getItem: (key) => local.get(key) ?? null,
    setItem: (key, text) => local.set(key, text),
  });
});
afterEach(() => {
  mock.timers.reset();
  for (const [name, descriptor] of replaced) {
    if (descriptor) Object.defineProperty(globalThis, name, descriptor);
    else delete globalThis[name];
  }
  replaced.clear();
});
const settle = async () => {
  for (let turn = 0; turn < 10; turn++) await undefined;
};

/** Tabs that hear each other; each has a store of its own, which a duplicate begins with a copy of. */
function tab(others = [], copied = new Map()) {
  const kept = new Map(copied);
  const said = [];
  const s = {
    key: "key",
    options: { place: "page" },
    store: { get: (key) => kept.get(key), set: (key, text) => kept.set(key, text) },
    tabs: {
      say(message) {
        said.push(message);
        for (const other of others) if (other !== one) other.own.hear(message);
      },
    },
  };
  const own = ownershipOf(s);
  const one = { s, own, kept, said, isCopy: () => own.isCopy() };
  others.push(one);
  return one;
}

it("a session that was begun here is no copy, and nobody is asked", async () => {
  const one = tab();
  assert.equal(await one.isCopy(), false, "there is none");
  assert.equal(one.own.name(), undefined);
  one.own.take();
  assert.match(one.own.name(), /^[a-z\d]{6,}$/);
  assert.deepEqual([...one.kept], [["key:tab", one.own.name()]]);
  assert.equal(await one.isCopy(), false);
  assert.deepEqual(one.said, []);
  const first = one.own.name();
  one.own.take();
  assert.notEqual(one.own.name(), first);
});

describe("a duplicated tab", () => {
  it("has a copy if the original says so", async () => {
    const all = [];
    const original = tab(all);
    original.own.take();
    const name = original.own.name();
    const copy = tab(all, original.kept);
    assert.equal(await copy.isCopy(), true);
    assert.deepEqual(copy.said, [`whose:${name}`]);
    assert.deepEqual(original.said, [`mine:${name}`]);
    // The original still knows it for its own.
    assert.equal(await original.isCopy(), false);
  });

  it("asks once, however many wait", async () => {
    const all = [];
    const original = tab(all);
    original.own.take();
    const copy = tab(all, original.kept);
    assert.deepEqual(await Promise.all([copy.isCopy(), copy.isCopy()]), [true, true]);
    assert.equal(copy.said.length, 1);
  });

  it("owns it if nobody responds in 300 ms", async () => {
    const original = tab();
    original.own.take();
    const alone = tab([], original.kept);
    let result;
    alone.isCopy().then((isCopy) => {
      result = isCopy;
    });
    mock.timers.tick(299);
    await settle();
    assert.equal(result, undefined);
    mock.timers.tick(1);
    await settle();
    assert.equal(result, false);
    // From now on it responds for the name itself.
    alone.own.hear(`whose:${alone.own.name()}`);
    assert.deepEqual(alone.said.slice(1), [`mine:${alone.own.name()}`]);
    assert.equal(await alone.isCopy(), false);
    assert.equal(alone.said.length, 2);
  });

  it("has a copy if the name was used up, though the original is frozen", async () => {
    const original = tab();
    original.own.take();
    const name = original.own.name();
    const copy = tab([], original.kept);
    original.own.spend();
    assert.notEqual(original.own.name(), name);
    assert.equal(await original.isCopy(), false);
    assert.equal(await copy.isCopy(), true);
    // Also one that had taken it for its own before.
    const late = tab([], new Map([["key:tab", name]]));
    assert.equal(await late.isCopy(), true);
  });

  it("that took a name for its own loses it when another uses it up", async () => {
    const all = [];
    const one = tab(all);
    one.own.take();
    const name = one.own.name();
    local.set("key:used", new URLSearchParams([[name, "x"]]).toString());
    assert.equal(await one.isCopy(), true);
  });

  it("hears of its own name only", async () => {
    const original = tab();
    original.own.take();
    const copy = tab([], original.kept);
    let result;
    copy.isCopy().then((isCopy) => {
      result = isCopy;
    });
    for (const message of ["mine:other", "whose:other", `whose:${copy.own.name()}`, "mine:"]) {
      copy.own.hear(message);
    }
    await settle();
    assert.equal(result, undefined);
    assert.deepEqual(copy.said, [`whose:${copy.own.name()}`], "it does not know yet");
    copy.own.hear(`mine:${copy.own.name()}`);
    await settle();
    assert.equal(result, true);
  });
});

it("does without tabs, and without a store", async () => {
  const s = {
    key: "key",
    options: { place: "page" },
    tabs: undefined,
    store: {
      get() {
        throw new Error("denied");
      },
      set() {
        throw new Error("denied");
      },
    },
  };
  const own = ownershipOf(s);
  own.take();
  own.spend();
  assert.equal(own.name(), undefined);
  assert.equal(await own.isCopy(), false);
  own.hear("mine:undefined");
  own.hear("whose:undefined");
  assert.equal(local.size, 0);
  const kept = new Map([["key:tab", "name"]]);
  const silent = ownershipOf({
    ...s,
    store: { get: (key) => kept.get(key), set: (key, text) => kept.set(key, text) },
  });
  const asked = silent.isCopy();
  mock.timers.tick(300);
  assert.equal(await asked, false);
  silent.hear("whose:name");
});
