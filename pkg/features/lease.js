import { placeOf } from "../front/place.js";
import { throwIfAborted } from "../front/signal.js";
import { webStorage } from "../front/storage.js";

export { use } from "../engine/error.js";

/** Milliseconds that a lease lasts unless it is renewed: a tab that was killed blocks nobody longer. */
const LEASE = 3000;

/** Milliseconds between two looks, and until what one tab wrote can be seen by another. */
const LOOK = 80;

/** Milliseconds that a tab may take to store something. One that is frozen is not waited for any longer. */
const PATIENCE = 4000;

const pause = () => new Promise((resolve) => setTimeout(resolve, LOOK));

/**
 * What `navigator.locks.request` does, by localStorage, for origins that have no locks. Writing and
 * reading are two steps there, so that two tabs can believe to be alone for a moment; the one that wrote
 * last is. Rejects where there is no localStorage.
 *
 * @template T
 * @param {string} name
 * @param {{ signal?: AbortSignal }} options
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function request(name, { signal }, work) {
  const local = webStorage("localStorage");
  const key = `${name}:lease`;
  const id = Math.random().toString(36).slice(2);
  const holder = () => {
    const [who, until] = (local.get(key) ?? "").split(" ");
    return Number(until) > Date.now() && Number(until) <= Date.now() + LEASE ? who : undefined;
  };
  const write = () => local.set(key, `${id} ${Date.now() + LEASE}`);
  if (placeOf() !== "page") throw new Error("no localStorage");
  for (;;) {
    throwIfAborted(signal);
    if (!holder()) {
      write();
      await pause();
      if (holder() === id) break;
    }
    await pause();
  }
  const renewal = setInterval(write, LEASE / 3);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    if (holder() === id) local.remove(key);
  }
}

/**
 * The last work of each name, where no other tab stores anything.
 *
 * @type {Map<string, Promise<unknown>>}
 */
const last = new Map();

/**
 * What `request` does where there is neither a lock nor a tab, as in Node: one piece of work after the other.
 *
 * @type {typeof request}
 */
function inTurn(name, { signal }, work) {
  const before = last.get(name);
  const tooLate = new Promise((resolve) => signal?.addEventListener("abort", resolve));
  const turn = Promise.race([before, before && tooLate]).then(work);
  /** @type {Promise<unknown>} */
  const settled = turn.catch(() => {}).then(() => last.get(name) === settled && last.delete(name));
  last.set(name, settled);
  return turn;
}

/**
 * Does something with what is stored, while no other tab and no other client of this one stores anything.
 *
 * @template T
 * @param {string} key
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export function alone(key, work) {
  /** @type {Promise<T> | undefined} */
  let begun;
  const once = () => (begun ??= work());
  const here = { request: placeOf() === "page" ? request : inTurn };
  /** @type {any} All have the same parameters. */
  const locks = globalThis.navigator?.locks ?? here;
  const how = { signal: AbortSignal.timeout?.(PATIENCE) };
  // Without the lock, if a tab does not release it or there is none.
  return locks.request(`${key}:store`, how, once).then(once, once);
}
