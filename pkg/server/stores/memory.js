import { shared } from "../recent.js";

/**
 * A `SessionStore` in this process's memory, for tests and for apps that run as one process. Its
 * sessions end with the process. All copies of the app's backend have the same ones: Next.js bundles it
 * three times, and `renew()` in proxy.ts would otherwise find no session and remove the cookie. A
 * backend's keys are random, so no other backend finds them.
 *
 * @returns {import("../index.d.ts").SessionStore}
 */
export function memoryStore() {
  const { stored: entries, locked: tails } = shared();
  /** @param {string} key */
  const fresh = (key) => {
    const entry = entries.get(key);
    if (entry && entry.until <= Date.now()) entries.delete(key);
    return entries.get(key);
  };
  return {
    async get(key) {
      return fresh(key)?.value ?? null;
    },
    async set(key, value, ttl) {
      entries.delete(key);
      entries.set(key, { value, until: Date.now() + ttl * 1000 });
      // The oldest first, as most have the same lifetime.
      for (const [oldest, { until }] of entries) {
        if (until > Date.now()) break;
        entries.delete(oldest);
      }
    },
    async delete(key) {
      entries.delete(key);
    },
    async lock(key, work) {
      const before = tails.get(key) ?? Promise.resolve();
      const run = before.then(
        () => work(),
        () => work(),
      );
      tails.set(key, run);
      try {
        return await run;
      } finally {
        if (tails.get(key) === run) tails.delete(key);
      }
    },
  };
}
