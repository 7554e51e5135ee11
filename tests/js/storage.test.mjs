// Where a session is kept, and what the rules know of it.
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { bitsOf, storeOf } from "../../pkg/engine/storage.js";

const stores = { sessionStorage: new Map(), localStorage: new Map() };
const before = new Map();
beforeEach(() => {
  for (const [name, kept] of Object.entries(stores)) {
    kept.clear();
    before.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
    const value = {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, text) => kept.set(key, text),
      removeItem: (key) => kept.delete(key),
    };
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
});
afterEach(() => {
  for (const [name, descriptor] of before) {
    if (descriptor) Object.defineProperty(globalThis, name, descriptor);
    else delete globalThis[name];
  }
});

const noPart = () => assert.fail("nothing is loaded");
const web = (storage, place = "page", memory = new Map()) =>
  storeOf({ storage, place }, memory, noPart);

describe("memory", () => {
  for (const [storage, place] of [
    ["memory", "page"],
    ["session", "server"],
    ["local", "worker"],
    ["memory", "server"],
  ]) {
    it(`is used for ${storage} in a ${place}`, () => {
      const memory = new Map();
      const store = web(storage, place, memory);
      assert.equal(store.set("k", "text"), undefined);
      assert.equal(store.get("k"), "text");
      assert.deepEqual([...memory], [["k", "text"]]);
      assert.equal(store.remove("k"), undefined);
      assert.equal(store.get("k"), undefined);
      assert.deepEqual(
        [store.persistent, store.shared, store.strict],
        [undefined, undefined, undefined],
      );
      assert.equal(stores.sessionStorage.size + stores.localStorage.size, 0);
    });
  }
});

describe("Web Storage", () => {
  it("keeps a session where the app says, and shares localStorage alone", () => {
    for (const [storage, name, shared] of [
      ["session", "sessionStorage", false],
      ["local", "localStorage", true],
    ]) {
      const store = web(storage);
      store.set("k", "text");
      assert.equal(stores[name].get("k"), "text");
      assert.deepEqual([store.get("k"), store.shared, store.chosen], ["text", shared, storage]);
      assert.deepEqual([store.persistent, store.strict], [true, undefined]);
      store.remove("k");
      assert.equal(store.get("k"), null);
    }
  });

  it("keeps the session of a login where the login says", () => {
    for (const [usual, remember, chosen] of [
      ["session", true, "local"],
      ["session", false, "session"],
      ["session", undefined, "session"],
      ["local", true, "local"],
      ["local", false, "session"],
      ["local", undefined, "local"],
    ]) {
      const store = web(usual);
      store.choose(remember);
      assert.deepEqual(
        [store.chosen, store.shared],
        [chosen, chosen === "local"],
        `${usual} ${remember}`,
      );
      store.set("k", chosen);
      assert.equal(stores[`${chosen}Storage`].get("k"), chosen);
    }
    // The choice of one login is not that of the next.
    const store = web("session");
    store.choose(true);
    store.choose(undefined);
    assert.equal(store.chosen, "session");
  });

  it("finds a session in either, the tab's own first", () => {
    const found = (usual, ...held) => {
      for (const name of held) stores[name].set("k", "text");
      const store = web(usual);
      store.find("k");
      for (const kept of Object.values(stores)) kept.clear();
      return store.chosen;
    };
    assert.equal(found("session"), "session");
    assert.equal(found("local"), "local");
    assert.equal(found("session", "localStorage"), "local");
    assert.equal(found("local", "sessionStorage"), "session");
    assert.equal(found("local", "sessionStorage", "localStorage"), "session");
    assert.equal(found("session", "sessionStorage", "localStorage"), "session");
  });

  it("finds it although the browser keeps the page out of one", () => {
    stores.localStorage.set("k", "text");
    Object.defineProperty(globalThis, "sessionStorage", {
      get: () => {
        throw new Error("denied");
      },
      configurable: true,
    });
    const store = web("session");
    store.find("k");
    assert.equal(store.chosen, "local");
  });
});

describe("an app's own storage", () => {
  it("may take its time, and is told of as one that outlives the page", async () => {
    const kept = new Map();
    const heard = [];
    const own = {
      get: async (key) => kept.get(key),
      set: async (key, text) => void kept.set(key, text),
      remove: async (key) => void kept.delete(key),
      subscribe: (key, changed) => {
        heard.push(key, changed);
        return "stop";
      },
    };
    const store = storeOf({ storage: own, place: "page" }, new Map(), noPart);
    await store.set("k", "text");
    assert.equal(kept.get("k"), "text");
    assert.equal(await store.get("k"), "text");
    await store.remove("k");
    assert.equal(await store.get("k"), undefined);
    const changed = () => {};
    assert.equal(store.subscribe("k", changed), "stop");
    assert.deepEqual(heard, ["k", changed]);
    assert.deepEqual([store.persistent, store.shared, store.strict], [true, true, true]);
    const { subscribe, ...silent } = own;
    assert.equal(
      storeOf({ storage: silent, place: "page" }, new Map(), noPart).subscribe("k", changed),
      undefined,
    );
  });

  it("rejects where it gives no text", async () => {
    for (const value of [{ a: 1 }, 5, true]) {
      const own = { get: async () => value, set() {}, remove() {} };
      const store = storeOf({ storage: own, place: "page" }, new Map(), noPart);
      await assert.rejects(store.get("k"), TypeError);
    }
    for (const nothing of [null, undefined, ""]) {
      const own = { get: async () => nothing, set() {}, remove() {} };
      const store = storeOf({ storage: own, place: "page" }, new Map(), noPart);
      assert.equal(await store.get("k"), nothing);
    }
  });

  it("rejects where it throws", async () => {
    const error = new Error("full");
    const fails = () => {
      throw error;
    };
    const own = { get: fails, set: fails, remove: fails };
    const store = storeOf({ storage: own, place: "page" }, new Map(), noPart);
    for (const call of [store.get("k"), store.set("k", ""), store.remove("k")]) {
      await assert.rejects(call, (thrown) => thrown === error);
    }
  });
});

describe("the vault", () => {
  it("is loaded with the first use, once; again if that failed", async () => {
    const kept = new Map();
    let loads = 0;
    const error = new Error("offline");
    const part = async (name) => {
      assert.equal(name, "vault");
      if (++loads === 1) throw error;
      return {
        vault: () => ({
          get: (key) => kept.get(key),
          set: (key, text) => void kept.set(key, text),
          remove: (key) => void kept.delete(key),
        }),
      };
    };
    const store = storeOf({ storage: "vault", place: "page" }, new Map(), part);
    assert.equal(loads, 0);
    await assert.rejects(store.get("k"), (thrown) => thrown === error);
    await Promise.all([store.set("k", "text"), store.get("other")]);
    assert.equal(await store.get("k"), "text");
    await store.remove("k");
    assert.equal(kept.size, 0);
    assert.equal(loads, 2);
    assert.deepEqual([store.persistent, store.shared, store.strict], [true, true, true]);
  });
});

it("bitsOf: one bit for each fact, in the order in which the rules read them", () => {
  const bits = (store, place = "server", mark = undefined) =>
    bitsOf({ store, options: { place } }, mark);
  assert.equal(bits({}), 0);
  assert.equal(bits({ shared: true }), 1);
  assert.equal(bits({ strict: true }), 2);
  assert.equal(bits({ persistent: true }), 4);
  assert.equal(bits({ lock: async () => {} }), 8);
  assert.equal(bits({}, "page"), 16);
  assert.equal(bits({}, "worker"), 16);
  const find = () => {};
  assert.equal(bits({ find }), 32);
  assert.equal(bits({ find, shared: true }), 1);
  assert.equal(bits({}, "server", true), 64);
  assert.equal(bits({ find, persistent: true }, "page", true), 4 + 16 + 32 + 64);
});
