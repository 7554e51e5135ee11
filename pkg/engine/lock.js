import { lease } from "./lease.js";

/** Milliseconds after which a waiting tab asks whether the tab that has the lock is still at work. */
const PATIENCE = 4000;

/** Milliseconds in which a tab that is alive responds. */
export const ANSWER = 300;

/** How often it asks: a request without a time limit may hang for ever. */
const ROUNDS = 10;

/** Milliseconds after which what one tab stored can be seen by all: their processes share it late. */
const LINGER = 150;

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms, true));

/**
 * Does work while no other tab does it. `work` receives whether that is sure: where the tab that has
 * the lock does not respond, because it is frozen, this one goes on without.
 */
export async function alone(s, name, work) {
  if (s.store.lock) return s.store.lock(work);
  if (!s.store.persistent || s.options.place === "server") return work(true);
  const locks = globalThis.navigator?.locks;
  // Only secure origins have them.
  const request = locks ? locks.request.bind(locks) : lease(s.options.place);
  const giveUp = new AbortController();
  const patience = patienceOf(s, () => giveUp.abort());
  return new Promise((resolve, reject) => {
    const go = async (held) => {
      patience.end();
      s.working = true;
      await work(held)
        .then(resolve, reject)
        .finally(() => {
          s.working = false;
        });
      if (s.store.shared) await pause(LINGER);
    };
    let begun;
    request(name, { signal: giveUp.signal }, () => {
      begun = true;
      return go(true);
    }).catch(() => begun || go(false));
  });
}

/** Calls `giveUp` when nobody has been heard to be at work for 5 seconds. */
function patienceOf(s, giveUp) {
  let timer;
  let rounds = 0;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      s.tabs?.say("busy?");
      timer = setTimeout(giveUp, ANSWER);
    }, PATIENCE);
  };
  s.busy = () => rounds++ < ROUNDS && wait();
  wait();
  return {
    end() {
      clearTimeout(timer);
      s.busy = undefined;
    },
  };
}

/** Replies to a tab that waits, or receives the reply to this tab's question. */
export function hearBusy(s, message) {
  if (message === "busy?" && s.working) s.tabs?.say("busy");
  if (message === "busy") s.busy?.();
}
