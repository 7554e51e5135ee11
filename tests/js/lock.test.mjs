// Locks between tabs: the browser's, a store's own, and the lease in localStorage where neither exists.
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import { alone, pause, takeLock, within } from "../../pkg/engine/lock.js";
import * as lease from "../../pkg/features/lease.js";

/** Everything that is ready to run. */
const settle = async () => {
  for (let turn = 0; turn < 20; turn++) await undefined;
};

const replaced = new Map();
function replace(name, value) {
  if (!replaced.has(name)) replaced.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

let stored;
beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"], now: 1_000_000 });
  stored = new Map();
  replace("document", { addEventListener() {} });
  replace("location", {});
  replace("localStorage", {
    getItem: (key) => stored.get(key) ?? null,
    setItem: (key, text) => stored.set(key, text),
    removeItem: (key) => stored.delete(key),
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

/** Time passes in steps that are shorter than any wait. */
async function pass(ms) {
  for (let at = 0; at < ms; at += 20) {
    mock.timers.tick(20);
    await settle();
  }
}

it("pause: says so when the time is over", async () => {
  let said;
  pause(100).then((value) => {
    said = value;
  });
  await pass(80);
  assert.equal(said, undefined);
  await pass(40);
  assert.equal(said, true);
});

describe("the lease", () => {
  /** Work that holds the lease until `end()`. */
  function holder(signal) {
    const one = { began: false, ended: false };
    const work = () =>
      new Promise((resolve, reject) => {
        one.began = true;
        one.end = resolve;
        one.fail = reject;
      });
    one.result = lease.request("k", { signal }, work).finally(() => {
      one.ended = true;
    });
    one.result.catch(() => {});
    return one;
  }

  it("is taken after a look at what another tab wrote, and removed afterwards", async () => {
    const one = holder();
    await settle();
    assert.ok(stored.has("k:lease"));
    assert.equal(one.began, false, "another tab may have written after it");
    await pass(80);
    assert.equal(one.began, true);
    one.end("done");
    assert.equal(await one.result, "done");
    assert.equal(stored.size, 0);
  });

  it("is the other tab's if that wrote after it", async () => {
    const one = holder();
    await settle();
    stored.set("k:lease", `other ${Date.now() + 1000}`);
    await pass(900);
    assert.equal(one.began, false);
    await pass(400);
    assert.equal(one.began, true);
  });

  it("ends in the millisecond that it names", async () => {
    stored.set("k:lease", `gone ${Date.now()}`);
    holder();
    await settle();
    assert.notEqual(stored.get("k:lease"), `gone ${Date.now()}`);
  });

  it("lets one after the other work", async () => {
    const [one, two] = [holder(), holder()];
    await pass(1000);
    assert.equal([one, two].filter(({ began }) => began).length, 1);
    const [first, second] = one.began ? [one, two] : [two, one];
    first.end();
    await pass(400);
    assert.deepEqual([first.ended, second.began], [true, true]);
    second.fail(new Error("work"));
    await assert.rejects(second.result, { message: "work" });
    assert.equal(stored.size, 0);
  });

  it("is renewed as long as the work takes", async () => {
    const one = holder();
    await pass(10_000);
    const other = holder();
    await pass(10_000);
    assert.deepEqual([one.began, other.began], [true, false]);
    one.end();
    await pass(400);
    assert.equal(other.began, true);
    other.end();
    await settle();
    // Nothing writes any more.
    await pass(10_000);
    assert.equal(stored.size, 0);
  });

  it("of a tab that was killed ends after three seconds", async () => {
    stored.set("k:lease", `gone ${Date.now() + 3000}`);
    const one = holder();
    await pass(2800);
    assert.equal(one.began, false);
    await pass(500);
    assert.equal(one.began, true);
  });

  it("of a clock that was set back does not count", async () => {
    stored.set("k:lease", `gone ${Date.now() + 3001}`);
    const one = holder();
    await pass(100);
    assert.equal(one.began, true);
  });

  it("of another is left alone when the work ends", async () => {
    const one = holder();
    await pass(100);
    const other = `other ${Date.now() + 2000}`;
    stored.set("k:lease", other);
    one.end();
    await one.result;
    assert.equal(stored.get("k:lease"), other);
  });

  it("is not waited for any longer when that is aborted", async () => {
    stored.set("k:lease", `other ${Date.now() + 3000}`);
    const giveUp = new AbortController();
    const one = holder(giveUp.signal);
    await pass(200);
    giveUp.abort();
    await assert.rejects(
      Promise.all([one.result, pass(200)]),
      (error) => error.name === "AbortError",
    );
    assert.equal(one.began, false);
  });

  it("needs a page", async () => {
    replace("document", undefined);
    await assert.rejects(
      lease.request("k", {}, () => {}),
      { message: "no localStorage" },
    );
  });
});

/** Loads the only part that a lock needs. */
const load = async (name) => (name === "lease" ? lease : assert.fail(name));

describe("takeLock", () => {
  /** A client that takes a lock: what it hears, and the lock. */
  function client(store = {}, part = load) {
    const told = [];
    const s = { store, part, tell: (...event) => told.push(event) };
    takeLock(s, "k");
    return { s, told, lock: s.lock };
  }

  it("asks the browser, and holds the lock until it is released", async () => {
    const asked = [];
    let held;
    replace("navigator", {
      locks: {
        request(name, { signal }, work) {
          asked.push(name, signal.aborted);
          held = work();
          return held;
        },
      },
    });
    const { told, lock } = client();
    assert.deepEqual([asked, told], [["k", false], [["locked", true]]]);
    let ended = false;
    held.then(() => {
      ended = true;
    });
    assert.equal(lock.release(150), undefined);
    await pass(120);
    assert.equal(ended, false, "another tab sees what was stored after a while only");
    await pass(40);
    assert.equal(ended, true);
  });

  it("goes on without it if the browser refuses, or if the client gives up", async () => {
    const request = (_, { signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    replace("navigator", { locks: { request } });
    const { told, lock } = client();
    await settle();
    assert.deepEqual(told, []);
    lock.giveUp();
    await settle();
    assert.deepEqual(told, [["locked", false]]);
  });

  it("says once that it is held, whatever happens afterwards", async () => {
    const request = async (_, __, work) => {
      work();
      throw new Error("stolen");
    };
    replace("navigator", { locks: { request } });
    const { s, told } = client();
    await settle();
    assert.deepEqual(told, [["locked", true]]);
    assert.equal(s.cause, undefined);
  });

  it("uses the lease where there are no locks", async () => {
    for (const navigator of [{}, undefined]) {
      replace("navigator", navigator);
      const { told, lock } = client();
      await pass(100);
      assert.deepEqual(told, [["locked", true]]);
      lock.release(0);
      await pass(20);
      assert.equal(stored.size, 0);
    }
  });

  it("goes on without it if the lease can't be loaded", async () => {
    replace("navigator", undefined);
    const { told } = client({}, () => Promise.reject(new Error("offline")));
    await settle();
    assert.deepEqual(told, [["locked", false]]);
  });

  it("of a store is the store's, and released when that says so", async () => {
    replace("navigator", { locks: { request: () => assert.fail("the browser is not asked") } });
    let end;
    const store = {
      async lock(locked) {
        await locked(true);
        await new Promise((resolve) => {
          end = resolve;
        });
      },
    };
    const { told, lock } = client(store);
    assert.deepEqual(told, [["locked", true]]);
    let ended = false;
    const released = lock.release(0).then(() => {
      ended = true;
    });
    await settle();
    assert.equal(ended, false);
    end();
    await released;
    assert.equal(ended, true);
  });

  it("of a store that fails ends what waits for it, with the reason", async () => {
    const cause = new Error("no database");
    const { s, told } = client({ lock: () => Promise.reject(cause) });
    await settle();
    assert.deepEqual(told, [["failed"]]);
    assert.equal(s.cause, cause);
    // It was held already: the end of the work tells more.
    const late = client({
      async lock(locked) {
        locked(true);
        throw cause;
      },
    });
    await settle();
    assert.deepEqual(late.told, [["locked", true]]);
    assert.equal(late.s.cause, cause);
  });
});

describe("alone", () => {
  const slow = { store: { strict: true }, key: "k", part: load };

  it("works immediately where the store does, or has a lock of its own", async () => {
    replace("navigator", { locks: { request: () => assert.fail("the browser is not asked") } });
    for (const store of [{}, { strict: true, lock: () => assert.fail("nor is the store") }]) {
      let begun = false;
      const result = alone({ ...slow, store }, async () => {
        begun = true;
        return "done";
      });
      assert.ok(begun);
      assert.equal(await result, "done");
    }
  });

  it("works under the browser's lock, once, and tells what came of it", async () => {
    const asked = [];
    replace("navigator", {
      locks: {
        async request(name, { signal }, work) {
          asked.push(name, signal.aborted);
          await work();
        },
      },
    });
    const cause = new Error("full");
    let works = 0;
    assert.equal(await alone(slow, async () => ++works), 1);
    const failure = alone(slow, async () => {
      works++;
      throw cause;
    });
    await assert.rejects(failure, cause);
    assert.deepEqual([works, asked], [2, ["k:store", false, "k:store", false]]);
  });

  it("waits no longer than 4 seconds for a tab that is frozen", async () => {
    const timeouts = [];
    const { timeout } = AbortSignal;
    const giveUp = new AbortController();
    AbortSignal.timeout = (ms) => {
      timeouts.push(ms);
      return giveUp.signal;
    };
    try {
      const request = (_, { signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason));
        });
      replace("navigator", { locks: { request } });
      let begun = false;
      const work = alone(slow, async () => {
        begun = true;
      });
      await settle();
      assert.deepEqual([timeouts, begun], [[4000], false]);
      giveUp.abort();
      await work;
      assert.ok(begun);
    } finally {
      AbortSignal.timeout = timeout;
    }
  });

  it("waits as long as it takes in a browser that can't end that", async () => {
    const { timeout } = AbortSignal;
    AbortSignal.timeout = undefined;
    try {
      replace("navigator", { locks: { request: async (_, { signal }, work) => work(signal) } });
      assert.equal(await alone(slow, async () => "done"), "done");
    } finally {
      AbortSignal.timeout = timeout;
    }
  });

  it("works without the lock if its code can't be loaded", async () => {
    replace("navigator", { locks: { request: () => assert.fail("the browser is not asked") } });
    const offline = { ...slow, part: () => Promise.reject(new Error("offline")) };
    assert.equal(await alone(offline, async () => "done"), "done");
    const failure = alone(offline, () => Promise.reject(new Error("full")));
    await assert.rejects(failure, { message: "full" });
  });

  it("works without a lock where there is none", async () => {
    replace("navigator", undefined);
    replace("document", undefined);
    assert.equal(await alone(slow, async () => "done"), "done");
  });
});

it("within() leaves no timer when the work is done", async (t) => {
  const cleared = t.mock.method(globalThis, "clearTimeout");
  const set = t.mock.method(globalThis, "setTimeout");
  assert.equal(await within(60_000, Promise.resolve("done"), assert.fail), "done");
  await assert.rejects(within(60_000, Promise.reject(new Error("no")), assert.fail), /no/);
  const timers = set.mock.calls.map(({ result }) => result);
  assert.equal(timers.length, 2);
  assert.deepEqual(
    cleared.mock.calls.map(({ arguments: [timer] }) => timer),
    timers,
  );
});
