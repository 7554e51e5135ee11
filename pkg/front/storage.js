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
