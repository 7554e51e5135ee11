import { noteKey } from "../front/glance.js";
import { LONGEST } from "../front/send.js";
import { quiet, webStorage } from "../front/storage.js";
import { PresskeyError, storageUnavailable } from "./error.js";
import { alone } from "./lock.js";
import { bitsOf, storeOf } from "./storage.js";
import { tabsOf } from "./tabs.js";
import { isJudged } from "./transport.js";
import { fetchUncached, isKnown } from "./uncached.js";

/**
 * @import { Session, SessionEndReason } from "../index.d.ts"
 * @import { DriverHost, LoadPart, Options } from "../front/types.d.ts"
 * @import { Events } from "./protocol.d.ts"
 * @import { Engine } from "./rules.d.ts"
 * @import { State } from "./state.d.ts"
 */

/**
 * The state of one client in one wasm instance: the engine, which decides, and what it decides
 * about. `changed` gets every new session.
 *
 * @param {Engine} engine
 * @param {Options} options
 * @param {Map<string, string>} memory
 * @param {LoadPart} part
 * @param {(session: Session) => void} changed
 * @param {Pick<DriverHost, "noted" | "transmit" | "markersOf" | "noteOf">} helpers
 * @returns {State}
 */
export function sessionOf(engine, options, memory, part, changed, helpers) {
  const { key } = options;
  return /** @type {State} */ (
    /** @type {unknown} driver.js adds the functions; the rest is not known yet. */ ({
      engine,
      options,
      part,
      changed,
      ...helpers,
      key,
      store: options.store ?? storeOf(options, memory, part),
      markers: helpers.markersOf(`${key}:logout`, options.place),
      typed: new Set(),
      /** How the token travels. */
      carrier: {},
      /** Work that everybody who needs it shares, by name. */
      flights: {},
      /** Who waits for the refresh. */
      waiters: [],
      /** Whether the REST root that is known has answered this client. */
      sure: false,
      /** How many logins are on their way. */
      loggingIn: 0,
      /** Until when no other way is looked for. */
      stuckUntil: 0,
      /** Counts calls: each has a number. */
      calls: 0,
      /** When the rules were last told the time. */
      told: 0,
      /** Calls that wait for a login. */
      askers: [],
    })
  );
}

/**
 * One piece of work at a time, whose end everybody who needs it awaits.
 *
 * @template T
 * @param {State} s
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export function once(s, name, work) {
  s.flights[name] ??= work().finally(() => {
    delete s.flights[name];
  });
  return /** @type {Promise<any>} Each name has one kind of work. */ (s.flights[name]);
}

/**
 * Connects to tabs, storage and the page's life.
 *
 * @param {State} s
 */
export function open(s) {
  s.tabs = tabsOf(s.key, s.options.place, (message) => heard(s, message));
  // What another page has removed was logged out there.
  s.unsubscribe = quiet(() => s.store.subscribe?.(s.key, () => heard(s, "logged_out::")));
  // Not on servers, where a client does nothing unasked.
  if (s.options.place !== "server") {
    queueMicrotask(() => load(s).catch(() => {}));
  }
}

/**
 * Stops timers, listeners and traffic with other tabs. Calls still work.
 *
 * @param {State} s
 */
export function close(s) {
  s.closed = true;
  s.tabs?.close();
  quiet(() => s.unsubscribe?.());
  s.tabs = undefined;
  clearTimeout(s.timer);
}

/**
 * Reads what is stored, once. An adapter that fails is asked again by the next call.
 *
 * @param {State} s
 */
export async function load(s) {
  if (s.loaded || !s.store.strict) return loadNow(s);
  return once(s, "load", async () => {
    try {
      take(s, await s.store.get(s.key), await s.store.get(`${s.key}:site`));
    } catch {
      throw storageUnavailable();
    }
  });
}

/**
 * Reads a store that responds immediately.
 *
 * @param {State} s
 */
export function loadNow(s) {
  if (s.loaded || s.store.strict) return;
  const read = (/** @type {string} */ key) =>
    /** @type {string | undefined} */ (quiet(() => s.store.get(key)));
  s.store.find?.(s.key);
  take(s, read(s.key), read(`${s.key}:site`));
}

/** @param {State} s @param {string | null | undefined} text @param {string | null | undefined} finding */
function take(s, text, finding) {
  if (s.loaded) return;
  s.loaded = true;
  if (finding) s.engine.recall(0, finding);
  report(s, text);
}

export const allMarkers = (/** @type {State} */ s) =>
  JSON.stringify(Object.fromEntries(s.markers.list()));

/**
 * Tells what is stored.
 *
 * @param {State} s
 * @param {string | null | undefined} text
 */
const report = (s, text) => s.tell("stored", bitsOf(s, true), text ?? "", allMarkers(s));

/**
 * Applies what other tabs left: a logout marker, a newer session in localStorage.
 *
 * @param {State} s
 */
export const sync = (s) => s.tell("stored", ...readingOf(s));

/**
 * Whether there was a logout since, in this tab or another. Who sends something of the session's asks this
 * after each `await`, last of all.
 *
 * @param {State} s
 * @param {import("./state.d.ts").Begun} begun
 */
export function isOver(s, { epoch }) {
  sync(s);
  return s.epoch !== epoch;
}

/**
 * What the store has now, as the event `stored` takes it; of a store that takes its time, nothing.
 *
 * @param {State} s
 * @returns {Events["stored"]}
 */
export function readingOf(s) {
  const isRead = !s.store.strict;
  // A login in another tab may be meant to outlive it (`remember`).
  if (isRead && !s.user) s.store.find?.(s.key);
  const text = isRead && /** @type {string | undefined} */ (quiet(() => s.store.get(s.key)));
  return [bitsOf(s, isRead), text || "", allMarkers(s)];
}

/**
 * As sync(), also where the store takes its time.
 *
 * @param {State} s
 */
export async function look(s) {
  if (!s.store.strict) return sync(s);
  try {
    const text = await s.store.get(s.key);
    const reason = s.store.ended?.();
    // Without its effect, which is to look.
    if (reason) s.engine.heard(0, `${reason}::`);
    report(s, text);
  } catch {
    // The next request that needs it reports its failure.
  }
}

/**
 * From now on the session lives as long as its token, which may have expired already.
 *
 * @param {State} s
 */
export function dropRefreshToken(s) {
  s.engine.forgetRefreshToken();
  s.tell("woken");
}

/**
 * What another tab said, or nothing if there is something to look up.
 *
 * @param {State} s
 * @param {string} [message]
 */
function heard(s, message) {
  s.tell("heard", 0, message);
  wake(s);
}

/**
 * Time may have passed, or another tab acted.
 *
 * @param {State} s
 */
export function wake(s) {
  sync(s);
  // A hidden page asks for nothing; it looks again when it is shown.
  const isShown = globalThis.document?.visibilityState !== "hidden";
  s.tell("woken", isShown && !s.closed);
}

/**
 * Sets the timer of the session, or none.
 *
 * @param {State} s
 */
export function schedule(s) {
  clearTimeout(s.timer);
  const at = s.engine.wakeAt();
  if (s.closed || !at) return;
  // The clock is asked again: the machine may have slept, or the time may be longer than timers.
  s.timer = setTimeout(wake, Math.min(Math.max(0, at - Date.now()), LONGEST), s);
  // On servers a session keeps no process alive.
  s.timer.unref?.();
}

/**
 * After everything that may have changed the session.
 *
 * @param {State} s
 */
export const publish = (s) => s.tell("changed");

/** Removes a session that has ended. @param {State} s */
export const removeEnded = (s) => alone(s, async () => (await mayReplace(s, 1)) && remove(s));

/**
 * Removes what a logout ends, but no session of another user, of whom it tells. A promise as of remove().
 *
 * @param {State} s
 */
export const removeLeft = (s) =>
  s.store.strict && !s.store.lock
    ? alone(s, async () => (await mayReplace(s, s.leftAt).catch(() => true)) && remove(s))
    : remove(s);

/**
 * Whether a logout may remove this session: if it is the same user's, and has arrived by then.
 *
 * @param {State} s
 * @param {string | null | undefined} record
 * @param {number} [at]
 */
export const mayClear = (s, record, at = Infinity) =>
  s.engine.mayReplace(at, record ?? "") !== undefined;

/**
 * Whether this client may replace what is stored: not if another tab has stored a newer session, of which it tells.
 *
 * @param {State} s
 * @param {number} why as the rules take it
 */
async function mayReplace(s, why) {
  const text = await quiet(() => s.store.get(s.key));
  if (mayClear(s, text, why)) return true;
  // Its effects may wait for this to end.
  report(s, text);
}

/**
 * Stores the session in force, or a login that is not in force yet: begin() tells `kept` when it is. Whether it
 * will be there after a reload; nothing if it could not be stored, or if another tab has stored a newer one.
 *
 * @param {State} s
 * @param {string} [login]
 */
export async function save(s, login) {
  try {
    return await alone(s, async () => {
      const record = login ?? ((await mayReplace(s, 0)) && s.engine.record());
      if (!record) return;
      await s.store.set(s.key, record);
      if (!login) {
        kept(s, record);
        leaveNote(s);
      }
      return Boolean(s.store.persistent);
    });
  } catch (error) {
    if (error instanceof PresskeyError) throw error;
    if (s.store.strict) throw storageUnavailable("answered");
    // What is there is an older session, perhaps another user's.
    quiet(() => s.store.remove(s.key));
    kept(s);
  }
}

/**
 * Tells that the session in force was stored; or, without a record, that it is not stored.
 *
 * @param {State} s
 * @param {string} [record]
 */
export const kept = (s, record) => s.tell("kept", bitsOf(s), record);

/**
 * Removes whatever is stored of the session. A promise only where the store is strict: it rejects if the
 * session may still be stored.
 *
 * @param {State} s
 */
export function remove({ store, key }) {
  if (store.strict) return removeOrEmpty(store, key);
  if (store.find) quiet(() => store.remove(noteKey(key)));
  quiet(() => store.remove(key));
}

/** @param {State["store"]} store @param {string} key */
async function removeOrEmpty(store, key) {
  try {
    await store.remove(key);
  } catch {
    try {
      await store.set(key, "");
    } catch {
      throw storageUnavailable("answered");
    }
  }
}

/**
 * Notes for the front what it needs of the session to send calls: now, and on the next visit. Best effort.
 *
 * @param {State} s
 */
export function leaveNote(s) {
  const record = s.engine.record();
  // The engine has to look at every call where the way to the REST API or a method is in doubt, on
  // backends, and where redirects are followed (isRedirect()).
  if (!record || s.before || s.overrides || s.options.isBackend || !isKnown()) return s.noted();
  const text = /** @type {string} */ (s.engine.snapshot());
  const note = s.noteOf(s.options, record, text);
  s.noted(record, note, {
    finding: s.engine.finding(),
    epoch: s.epoch,
    uncached: s.options.place === "page" ? undefined : fetchUncached,
    isJudged,
    answered() {
      s.sure = true;
    },
  });
  // A store that the front can't read has no note.
  if (!s.store.find || quiet(() => s.store.get(s.key)) !== record) return;
  quiet(() => s.store.get(noteKey(s.key)) === note || s.store.set(noteKey(s.key), note));
}

/**
 * Removes sessions from Web Storage. Unless that is the client's store, only those of an earlier release of the
 * app: an adapter may keep its own there, under the same name.
 *
 * @param {State} s
 * @param {(record: string | undefined, kind: "local" | "session") => unknown} mayRemove
 */
export function forget({ key, store, options }, mayRemove) {
  if (options.place !== "page") return;
  for (const kind of /** @type {const} */ (["local", "session"])) {
    const web = webStorage(`${kind}Storage`);
    const record = quiet(() => web.get(key));
    if ((store.find || record?.startsWith('{"version"')) && mayRemove(record, kind))
      for (const name of [key, noteKey(key)]) quiet(() => web.remove(name));
  }
}

/**
 * Tells the other tabs that there is a session to look up.
 *
 * @param {State} s
 */
export function announce(s) {
  if (s.store.shared) s.tabs?.say("changed");
}
