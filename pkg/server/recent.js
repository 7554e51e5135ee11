import { LONGEST } from "../front/send.js";

/**
 * @template T
 * @typedef {object} ExpiringMap
 * @property {(key: string) => T | undefined} get
 * @property {(key: string, value: T, ms: number) => void} set
 * @property {(key: string) => boolean} delete
 * @property {(isOver: (value: T, key: string) => boolean) => void} deleteWhere
 */

/** Milliseconds for which the result of a renewal is used for requests with the old cookie, too. */
const GRACE = 30_000;

/** Milliseconds that a request waits for what another one finds out, which costs nothing to repeat. */
const PATIENCE = 20_000;

/** The engine's limit for a request, unless the app sets one. */
const TIMEOUT = 30_000;

/**
 * Milliseconds that a request waits for another one's renewal: longer than the engine lets that take
 * (`sendRefresh` in engine/perform.js). Before that, a second one would use the same refresh token.
 *
 * @param {number} timeout of a request; 0, or more than a timer can count, for none
 */
const longest = (timeout) => {
  const most = 2 * timeout + 10_000;
  return timeout && most <= LONGEST ? most : 600_000;
};

/** Most sessions that are remembered of either kind; then the oldest is forgotten. */
const MOST = 10_000;

/** Most decrypted values that are remembered. */
const OPENED = 1000;

/**
 * What this process knows of sessions that were renewed or ended lately. A cookie only reaches the
 * browser with the response, so requests that were sent meanwhile carry the old one.
 *
 * @typedef {import("./types.d.ts").Payload} Payload
 * @typedef {import("./types.d.ts").EndReason} EndReason
 * @param {number} [timeout] of a request to WordPress
 */
export function recentSessions(timeout = TIMEOUT) {
  const { renewed, ended, working } = shared();
  return {
    /**
     * The newer form of a session, if it was renewed here within the last 30 seconds.
     *
     * @param {string} id
     * @param {number} version
     */
    newer(id, version) {
      const payload = renewed.get(id);
      return /** @type {number} */ (payload?.version) > version ? payload : undefined;
    },
    /** @param {string} id @param {Payload} payload */
    renew: (id, payload) => renewed.set(id, payload, GRACE),

    /** Why a session has ended here. */
    ended: (/** @type {string} */ id) => ended.get(id),
    /** @param {string} id @param {EndReason} reason @param {number} ms */
    end(id, reason, ms) {
      renewed.delete(id);
      ended.set(id, reason, ms);
    },

    /**
     * Renews one session at a time.
     *
     * @template T
     * @param {string} id
     * @param {() => Promise<T>} work
     */
    async exclusive(id, work) {
      const run = settled(working.get(id), longest(timeout)).then(() => work());
      working.set(id, run);
      try {
        return await run;
      } finally {
        if (working.get(id) === run) working.delete(id);
      }
    },
  };
}

/**
 * One for all copies of this module in the process, by sessions' random ids: Next.js bundles the app's
 * backend once for proxy.ts, once for route handlers and once for server components. A number is for
 * the next version that keeps something else there.
 */
const SHARED = Symbol.for("presskey/server 1");

/**
 * @typedef {object} Known
 * @property {ExpiringMap<Payload>} renewed
 * @property {ExpiringMap<EndReason>} ended
 * @property {Map<string, Promise<unknown>>} working
 * @property {ExpiringMap<any>} opened what was decrypted lately, so that a logout in one copy removes it
 *   from all of them
 * @property {Map<string, { value: string, until: number }>} stored by memoryStore()
 * @property {Map<string, Promise<unknown>>} locked the last work of each of its keys
 * @property {number} sealers how many there are: each has a number
 *
 * @returns {Known}
 */
export function shared() {
  const process = /** @type {{ [SHARED]?: Known }} */ (globalThis);
  process[SHARED] ??= {
    renewed: expiringMap(),
    ended: expiringMap(),
    working: new Map(),
    opened: expiringMap(OPENED),
    stored: new Map(),
    locked: new Map(),
    sealers: 0,
  };
  return process[SHARED];
}

/**
 * Waits for another request's work, but not for ever: Cloudflare drops a request whose visitor has
 * left, and its promises never settle.
 *
 * @param {Promise<unknown> | undefined} promise
 * @param {number} [patience]
 * @returns {Promise<void>}
 */
export function settled(promise, patience = PATIENCE) {
  if (!promise) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, patience);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    promise.then(done, done);
  });
}

/**
 * Entries of one map all live equally long, so the first one is the oldest. What is over may be a
 * token: it does not stay until the next entry comes.
 *
 * @template [T=any] of any type, unless the caller names it
 * @param {number} [most] entries that it keeps
 * @returns {ExpiringMap<T>}
 */
export function expiringMap(most = MOST) {
  /** @type {Map<string, { value: T, until: number }>} */
  const entries = new Map();
  /** @type {(ReturnType<typeof setTimeout> & { unref?(): void }) | undefined} */
  let timer;
  const { Deno } = /** @type {any} There are no types of Deno here. */ (globalThis);
  const isOver = (/** @type {{ until: number }} */ { until }) => until <= Date.now();
  const clean = () => {
    clearTimeout(timer);
    for (const [oldest, entry] of entries) {
      if (!isOver(entry) && entries.size <= most) return wait(entry.until - Date.now() + 1);
      entries.delete(oldest);
    }
  };
  const wait = (/** @type {number} */ ms) => {
    timer = setTimeout(clean, Math.min(ms, LONGEST));
    // No timer keeps a process alive.
    if (timer.unref) timer.unref();
    else if (Deno) Deno.unrefTimer(timer);
    // Cloudflare Workers run no timers between requests: there the next entry cleans up.
    else clearTimeout(timer);
  };
  return {
    get(key) {
      const entry = entries.get(key);
      return entry && !isOver(entry) ? entry.value : undefined;
    },
    set(key, value, ms) {
      entries.delete(key);
      entries.set(key, { value, until: Date.now() + ms });
      clean();
    },
    delete: (key) => entries.delete(key),
    deleteWhere(isOver) {
      for (const [key, { value }] of entries) if (isOver(value, key)) entries.delete(key);
    },
  };
}
