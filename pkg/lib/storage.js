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
      persistent: true,
      shared: true,
      strict: true,
      get: async (key) => storage.get(key),
      set: async (key, text) => storage.set(key, text),
      remove: async (key) => storage.remove(key),
      subscribe: (key, changed) => storage.subscribe?.(key, changed),
    };
  }
  if (storage === "memory" || place !== "page") {
    return {
      get: (key) => memory.get(key),
      set: (key, text) => void memory.set(key, text),
      remove: (key) => void memory.delete(key),
    };
  }
  return { persistent: true, shared: storage === "local", ...webStorage(`${storage}Storage`) };
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
