const SLOW = { persistent: true, shared: true, strict: true };

/**
 * Where a session is kept. Web Storage works at once, so that a logout holds even if the page is
 * left in the same breath; an adapter may take its time.
 *
 * - `persistent`: what it keeps outlives the page
 * - `shared`: other tabs may change it
 * - `strict`: its failures are the app's to know; else the session goes on in memory
 */
export function storeOf({ storage, place }, memory) {
  if (typeof storage === "object") {
    return {
      ...SLOW,
      get: async (key) => storage.get(key),
      set: async (key, text) => storage.set(key, text),
      remove: async (key) => storage.remove(key),
      subscribe: (key, changed) => storage.subscribe?.(key, changed),
    };
  }
  if (storage === "vault")
    return { ...SLOW, ...lazily(async () => (await import("../features/vault.js")).vault()) };
  if (storage === "memory" || place !== "page") {
    return {
      get: (key) => memory.get(key),
      set: (key, text) => void memory.set(key, text),
      remove: (key) => void memory.delete(key),
    };
  }
  return { persistent: true, shared: storage === "local", ...webStorage(`${storage}Storage`) };
}

/** A store that is loaded on use; again if that failed. */
function lazily(load) {
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

/** Throws where the browser keeps us out: in sandboxed frames, with cookies blocked, when full. */
export const webStorage = (name) => ({
  get: (key) => globalThis[name].getItem(key),
  set: (key, text) => globalThis[name].setItem(key, text),
  remove: (key) => globalThis[name].removeItem(key),
});

/** What it gives, or nothing where it throws. */
export function quiet(work) {
  try {
    return work() ?? undefined;
  } catch {
    return undefined;
  }
}
