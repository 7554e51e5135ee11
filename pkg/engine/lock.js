import { lease } from "./lease.js";

/**
 * @import { Options } from "../front/types.d.ts"
 * @import { State } from "./state.d.ts"
 */

/** @type {(ms: number) => Promise<unknown>} */
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms, true));

/**
 * Waits for the lock that this client's store, or its browser, has for a session. `tell` as in
 * perform.js.
 *
 * @param {State} s
 * @param {string} name
 * @param {typeof import("./perform.js").tell} tell
 */
export function takeLock(s, name, tell) {
  const { store, options } = s;
  /** @type {boolean | undefined} */
  let begun;
  /** @type {any} () => void; what it gives is `undefined` */
  let release;
  /** @type {Promise<void>} */
  const released = new Promise((resolve) => {
    release = resolve;
  });
  const locked = (/** @type {boolean} */ held) => {
    begun = true;
    tell(s, "locked", held);
    return released;
  };
  const giveUp = new AbortController();
  const { signal } = giveUp;
  const ended = store.lock ? store.lock(locked) : request(name, { signal }, options, locked);
  const settled = ended.catch((error) => {
    if (store.lock) s.cause = error;
    if (!begun) store.lock ? tell(s, "failed") : locked(false);
  });
  s.lock = {
    giveUp: () => giveUp.abort(),
    release(after) {
      // A store says when it ends: a waiting tab must find the result in the store.
      if (store.lock) return release() ?? settled;
      setTimeout(release, after);
    },
  };
}

/**
 * Only secure origins have locks.
 *
 * @param {string} name
 * @param {{ signal: AbortSignal }} how
 * @param {Options} options
 * @param {(held: boolean) => Promise<void>} locked
 * @returns {Promise<unknown>}
 */
function request(name, how, { place }, locked) {
  const { locks } = /** @type {Partial<Navigator>} */ (globalThis.navigator ?? {});
  const work = () => locked(true);
  return locks ? locks.request(name, how, work) : lease(place)(name, how, work);
}
