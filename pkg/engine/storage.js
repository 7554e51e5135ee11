import { quiet, webStorage } from "../front/storage.js";

/**
 * @import { LoadPart, Options } from "../front/types.d.ts"
 * @import { Store } from "./state.d.ts"
 * @typedef {"session" | "local"} Kind of Web Storage
 */

const SLOW = { persistent: true, shared: true, strict: true };

/**
 * Where a session is kept. Web Storage works immediately, so that a logout holds even if the page is
 * left in the same breath; an adapter may take its time.
 *
 * - `persistent`: what it keeps outlives the page
 * - `shared`: other tabs may change it
 * - `strict`: its failures are the app's to know; else the session goes on in memory
 *
 * @param {Options} options
 * @param {Map<string, string>} memory
 * @param {LoadPart} part
 * @returns {Store}
 */
export function storeOf({ storage, place }, memory, part) {
  if (typeof storage === "object") {
    return {
      ...SLOW,
      async get(key) {
        const text = await storage.get(key);
        // Such as what a storage has parsed: that is a failure, so that the next call asks again.
        if (typeof (text ?? "") !== "string") throw new TypeError();
        return text;
      },
      set: async (key, text) => storage.set(key, text),
      remove: async (key) => storage.remove(key),
      subscribe: (key, changed) => storage.subscribe?.(key, changed),
    };
  }
  if (storage === "vault") return { ...SLOW, ...lazily(async () => (await part("vault")).vault()) };
  if (storage === "memory" || place !== "page") {
    return {
      get: (key) => memory.get(key),
      set: (key, text) => void memory.set(key, text),
      remove: (key) => void memory.delete(key),
    };
  }
  return eitherStorage(storage);
}

/**
 * A client's store, and who else has its session, as bits: src/js/engine/handle.rs reads them. With
 * `mark` for what an operation explains.
 *
 * @param {import("./state.d.ts").State} s
 * @param {boolean} [mark]
 */
export function bitsOf(s, mark) {
  const { shared, strict, persistent, lock } = s.store;
  const isPage = s.options.place !== "server";
  const facts = [shared, strict, persistent, lock, isPage, isCopied(s), mark];
  return facts.reduce((/** @type {number} */ bits, fact, at) => bits + (fact ? 2 ** at : 0), 0);
}

/** Browsers copy only sessionStorage. */
export const isCopied = (/** @type {import("./state.d.ts").State} */ { store }) =>
  Boolean(store.find && !store.shared);

/**
 * sessionStorage and localStorage as one store. The app's `storage` names the usual one; a login may
 * choose the other (`remember`), and a reload finds the session in either.
 *
 * @param {Kind} usual
 * @returns {Store}
 */
function eitherStorage(usual) {
  const stores = { session: webStorage("sessionStorage"), local: webStorage("localStorage") };
  /** @type {Kind} */
  let chosen = usual;
  return {
    persistent: true,
    get shared() {
      return chosen === "local";
    },
    get chosen() {
      return chosen;
    },
    /** For a new login: localStorage if it is to outlive the tab. */
    choose(remember) {
      chosen = remember === undefined ? usual : remember ? "local" : "session";
    },
    /** Goes on with the one that holds the session. The tab's own counts first. */
    find(key) {
      const holds = (/** @type {Kind} */ name) => quiet(() => stores[name].get(key));
      chosen = /** @type {Kind[]} */ (["session", "local"]).find(holds) ?? usual;
    },
    get: (key) => stores[chosen].get(key),
    set: (key, text) => stores[chosen].set(key, text),
    remove: (key) => stores[chosen].remove(key),
  };
}

/**
 * A store that is loaded on use; again if that failed.
 *
 * @typedef {Pick<Store, "get" | "set" | "remove">} Simple
 * @param {() => Promise<Simple>} load
 * @returns {Simple}
 */
function lazily(load) {
  /** @type {Promise<Simple> | undefined} */
  let loading;
  const store = () => {
    loading ??= load().catch((error) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
  return {
    get: async (key) => (await store()).get(key),
    set: async (key, text) => (await store()).set(key, text),
    remove: async (key) => (await store()).remove(key),
  };
}
