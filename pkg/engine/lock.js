import { LONGEST } from "../front/send.js";

/** @import { State } from "./state.d.ts" */

/** @type {(ms: number) => Promise<unknown>} */
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms, true));

/**
 * What some work gives, or what `late` gives if the work takes longer than so many milliseconds.
 *
 * @template T
 * @template [L=void]
 * @param {number} ms
 * @param {Promise<T>} work
 * @param {() => L | Promise<L>} late
 * @returns {Promise<T | L>}
 */
export function within(ms, work, late) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Promise<L>} */
  const end = new Promise((resolve) => {
    timer = setTimeout(resolve, Math.min(ms, LONGEST));
  }).then(late);
  return Promise.race([work, end]).finally(() => clearTimeout(timer));
}

/**
 * Waits for the lock that this client's store, or its browser, has for a session.
 *
 * @param {State} s
 * @param {string} name
 */
export function takeLock(s, name) {
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
    s.tell("locked", held);
    return released;
  };
  const giveUp = new AbortController();
  const ended = store.lock ? store.lock(locked) : request(s, name, giveUp, locked);
  const settled = ended.catch((error) => {
    if (store.lock) s.cause = error;
    if (!begun) store.lock ? s.tell("failed") : locked(false);
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
