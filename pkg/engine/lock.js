/** @import { State } from "./state.d.ts" */

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
  const { store } = s;
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
  const ended = store.lock ? store.lock(locked) : request(s, name, giveUp, locked);
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
 * Does something with what is stored, while no other tab stores anything. Immediately, unless the store takes
 * its time.
 *
 * @template T
 * @param {State} s
 * @param {() => Promise<T>} work
 */
export const alone = (s, work) =>
  s.store.strict && !s.store.lock
    ? s.part("lease").then(({ alone }) => alone(s.key, work), work)
    : work();

/**
 * Only secure origins have locks.
 *
 * @param {State} s
 * @param {string} name
 * @param {{ signal: AbortSignal }} how
 * @param {(held: true) => Promise<any>} locked
 * @returns {Promise<unknown>}
 */
async function request({ part }, name, how, locked) {
  /** @type {any} Both have the same parameters. */
  const locks = globalThis.navigator?.locks ?? (await part("lease"));
  return locks.request(name, how, () => locked(true));
}
