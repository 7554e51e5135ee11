/** Milliseconds for which the result of a renewal is used for requests with the old cookie, too. */
const GRACE = 30_000;

/** Milliseconds that a request waits for the work of another one. */
const PATIENCE = 20_000;

/** Most sessions that are remembered of either kind; then the oldest is forgotten. */
const MOST = 10_000;

/**
 * What this process knows of sessions that were renewed or ended lately. A cookie only reaches the
 * browser with the response, so requests that were sent meanwhile carry the old one.
 */
export function recentSessions() {
  const renewed = expiringMap();
  const ended = expiringMap();
  /** @type {Map<string, Promise<unknown>>} */
  const working = new Map();
  return {
    /** The newer form of a session, if it was renewed here within the last 30 seconds. */
    newer(id, version) {
      const payload = renewed.get(id);
      return payload?.version > version ? payload : undefined;
    },
    renew: (id, payload) => renewed.set(id, payload, GRACE),

    /** Why a session has ended here. */
    ended: (id) => ended.get(id),
    end(id, reason, ms) {
      renewed.delete(id);
      ended.set(id, reason, ms);
    },

    /** Does work for one session at a time. */
    async exclusive(id, work) {
      const run = settled(working.get(id)).then(() => work());
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
 * Waits for another request's work, but not for ever: Cloudflare drops a request whose visitor has
 * left, and its promises never settle.
 */
export function settled(promise) {
  if (!promise) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PATIENCE);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    promise.then(done, done);
  });
}

/**
 * Entries of one map all live equally long, so the first one is the oldest. No timers.
 *
 * @param {number} [most] entries that it keeps
 */
export function expiringMap(most = MOST) {
  const entries = new Map();
  const isOver = ({ until }) => until <= Date.now();
  return {
    get(key) {
      const entry = entries.get(key);
      return entry && !isOver(entry) ? entry.value : undefined;
    },
    set(key, value, ms) {
      entries.delete(key);
      entries.set(key, { value, until: Date.now() + ms });
      for (const [oldest, entry] of entries) {
        if (!isOver(entry) && entries.size <= most) break;
        entries.delete(oldest);
      }
    },
    delete: (key) => entries.delete(key),
  };
}
