import { lease } from "./lease.js";

/** Milliseconds in which a live tab responds. */
export const ANSWER = 300;

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms, true));

/**
 * Waits for the lock that this client's store, or its browser, has for a session. `tell` as in
 * perform.js.
 */
export function takeLock(s, name, tell) {
  const { store, options } = s;
  let begun;
  let release;
  const released = new Promise((resolve) => {
    release = resolve;
  });
  const locked = (held) => {
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

/** Only secure origins have locks. */
function request(name, how, { place }, locked) {
  const { locks } = globalThis.navigator ?? {};
  const work = () => locked(true);
  return locks ? locks.request(name, how, work) : lease(place)(name, how, work);
}
