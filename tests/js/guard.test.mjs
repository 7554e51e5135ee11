// The way from JavaScript into a wasm instance: what it passes on, and what a trap does.
import assert from "node:assert/strict";
import { it } from "node:test";
import { guard } from "../../pkg/engine/guard.js";

/** Exports behind a guard, and what `trapped` has heard. */
function guarded(exports, quiet = []) {
  const heard = [];
  return { heard, ...guard((cause) => heard.push(cause), quiet)(exports) };
}

it("passes on up to eight parameters, results and everything that is no function", () => {
  const memory = {};
  const { all, ...rest } = guarded({
    all: (a, b, c, d, e, f, g, h) => [a, b, c, d, e, f, g, h],
    memory,
  });
  assert.deepEqual(all(1, 2, 3, 4, 5, 6, 7, 8), [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.equal(rest.memory, memory);
  assert.deepEqual(rest.heard, []);
});

it("refuses an export with nine", () => {
  const nine = (a, b, c, d, e, f, g, h, i) => [a, b, c, d, e, f, g, h, i];
  assert.throws(() => guarded({ nine }), RangeError);
});

it("reports a trap once; afterwards every call throws what ended the instance", () => {
  const cause = new Error("trap");
  let calls = 0;
  const { heard, fails, works } = guarded({
    fails() {
      throw cause;
    },
    works: () => ++calls,
  });
  assert.equal(works(), 1);
  for (const call of [fails, works, fails, works]) {
    assert.throws(call, (error) => error === cause);
    assert.deepEqual(heard, [cause]);
  }
  assert.equal(calls, 1);
});

it("knows a trap whose cause is no Error", () => {
  for (const cause of [undefined, null, 0, ""]) {
    const { heard, fails, works } = guarded({
      fails() {
        throw cause;
      },
      works: () => 1,
    });
    assert.throws(fails, (error) => error === cause);
    assert.throws(works, (error) => error === cause);
    assert.deepEqual(heard, [cause]);
  }
});

it("quiet calls return [] after a trap, also the one that traps", () => {
  const cause = new Error("trap");
  let calls = 0;
  const exports = {
    fails() {
      throw cause;
    },
    tidies: () => ++calls,
  };
  const { heard, fails, tidies } = guarded(exports, ["fails", "tidies"]);
  assert.equal(tidies(), 1);
  assert.deepEqual(fails(), []);
  assert.deepEqual(tidies(), []);
  assert.deepEqual(heard, [cause]);
  assert.equal(calls, 1);
});

it("waits with its report until no frame is left, and unwinds through quiet calls as well", () => {
  const cause = new Error("trap");
  const log = [];
  const all = guarded(
    {
      outer() {
        try {
          all.inner();
        } catch (error) {
          log.push([error, [...all.heard]]);
        }
        try {
          all.tidies();
        } catch (error) {
          log.push([error, [...all.heard]]);
        }
        return "unseen";
      },
      inner: () => all.fails(),
      fails() {
        throw cause;
      },
      tidies: () => 1,
    },
    ["tidies"],
  );
  assert.throws(all.outer, (error) => error === cause);
  assert.deepEqual(log, [
    [cause, []],
    [cause, []],
  ]);
  assert.deepEqual(all.heard, [cause]);
  assert.deepEqual(all.tidies(), []);
});

it("a call within another one is no trap", () => {
  const all = guarded({ outer: () => all.inner() + 1, inner: () => 1 });
  assert.equal(all.outer(), 2);
  assert.equal(all.outer(), 2);
  assert.deepEqual(all.heard, []);
});
