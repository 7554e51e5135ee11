/**
 * Throws where the browser keeps us out: in sandboxed frames, with cookies blocked, when full.
 *
 * @param {"localStorage" | "sessionStorage"} name
 */
export const webStorage = (name) => ({
  /** @param {string} key */
  get: (key) => globalThis[name].getItem(key),
  /** @param {string} key @param {string} text */
  set: (key, text) => globalThis[name].setItem(key, text),
  /** @param {string} key */
  remove: (key) => globalThis[name].removeItem(key),
});

/**
 * What it gives, or nothing where it throws.
 *
 * @template T
 * @param {() => T} work
 * @returns {NonNullable<T> | undefined}
 */
export function quiet(work) {
  try {
    return work() ?? undefined;
  } catch {
    return undefined;
  }
}
