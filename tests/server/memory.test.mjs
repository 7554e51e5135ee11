// memoryStore(): what it keeps, for how long, and its lock.
import assert from "node:assert/strict";
import { it, mock } from "node:test";
import { memoryStore } from "../../pkg/server/stores/memory.js";

it("keeps a value for its seconds", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  const store = memoryStore();
  assert.equal(await store.get("a"), null);
  await store.set("a", "1", 10);
  await store.set("b", "2", 20);
  t.mock.timers.tick(9_999);
  assert.equal(await store.get("a"), "1");
  t.mock.timers.tick(1);
  assert.equal(await store.get("a"), null);
  assert.equal(await store.get("b"), "2");
  await store.set("b", "3", 1);
  assert.equal(await store.get("b"), "3");
  await store.delete("b");
  assert.equal(await store.get("b"), null);
});

it("forgets what is over when something is stored", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  const deleted = mock.method(Map.prototype, "delete");
  try {
    const store = memoryStore();
    await store.set("a", "1", 10);
    await store.set("b", "2", 20);
    await store.set("c", "3", 10);
    await store.set("a", "4", 10);
    t.mock.timers.tick(10_000);
    deleted.mock.resetCalls();
    await store.set("d", "5", 10);
    // `b` is the oldest and not over, so nothing behind it is looked at.
    assert.deepEqual(keysOf(deleted), ["d"]);
    t.mock.timers.tick(10_000);
    deleted.mock.resetCalls();
    await store.set("e", "6", 10);
    assert.deepEqual(keysOf(deleted), ["e", "b", "c", "a", "d"]);
    // What was read when it was over is gone.
    t.mock.timers.tick(10_000);
    deleted.mock.resetCalls();
    assert.equal(await store.get("e"), null);
    assert.equal(await store.get("e"), null);
    assert.deepEqual(keysOf(deleted), ["e"]);
  } finally {
    deleted.mock.restore();
  }
});

const keysOf = ({ mock }) => mock.calls.map(({ arguments: [key] }) => key);

it("has a lock for each key, one at a time, and goes on after a failure", async () => {
  const store = memoryStore();
  const log = [];
  let open;
  const first = store.lock("a", async () => {
    log.push("first");
    await new Promise((resolve) => {
      open = resolve;
    });
    throw new Error("first");
  });
  const failed = assert.rejects(first, /first/);
  const second = store.lock("a", async (...given) => log.push("second", ...given));
  assert.equal(await store.lock("b", async () => log.push("other")), 2);
  assert.deepEqual(log, ["first", "other"]);
  open();
  await failed;
  assert.equal(await second, 3);
  assert.equal(await store.lock("a", async () => log.push("third")), 4);
  assert.deepEqual(log, ["first", "other", "second", "third"]);
});

it("forgets a lock that nobody waits for", async () => {
  const deleted = mock.method(Map.prototype, "delete");
  try {
    const store = memoryStore();
    let open;
    const first = store.lock("a", () => new Promise((resolve) => (open = resolve)));
    await null;
    const second = store.lock("a", async () => 2);
    deleted.mock.resetCalls();
    open(1);
    assert.deepEqual([await first, keysOf(deleted)], [1, []]);
    assert.deepEqual([await second, keysOf(deleted)], [2, ["a"]]);
  } finally {
    deleted.mock.restore();
  }
});
