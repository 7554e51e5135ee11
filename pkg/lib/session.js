import { storageUnavailable } from "./error.js";
import { LONGEST } from "./options.js";
import { quiet, storeOf } from "./storage.js";
import { markersOf, ownershipOf, tabsOf } from "./tabs.js";

/**
 * The state of one client in one wasm instance: the engine, which decides, and what it decides
 * about. `changed` gets every new session.
 */
export function sessionOf(engine, options, memory, changed) {
  const key = options.storageKey ?? `presskey:${engine.id()}`;
  const s = {
    engine,
    options,
    changed,
    key,
    store: storeOf(options, memory),
    markers: markersOf(key, options.place),
    tabs: undefined,
    unsubscribe: undefined,
    timer: undefined,
    closed: false,
    loaded: false,
    /** What was last read from or written to the store. */
    stored: undefined,
    /** Who is or was logged in, and the logout marker of then. */
    user: "",
    marker: "",
    /** How the token travels. */
    carrier: {},
    revision: 0,
    /** Counts logouts, which win over every login that was begun before. */
    logouts: 0,
    /** Work that everybody who needs it shares, by name. */
    flights: {},
    /** Ends the asking for a login when somebody logs in meanwhile. */
    loggedIn: undefined,
  };
  // Only sessionStorage is copied.
  if (s.store.persistent && !s.store.shared) s.ownership = ownershipOf(s);
  return s;
}

/** One piece of work at a time, whose end everybody who needs it awaits. */
export function once(s, name, work) {
  s.flights[name] ??= work().finally(() => delete s.flights[name]);
  return s.flights[name];
}

/** Connects to tabs, storage and the page's life. */
export function open(s) {
  s.tabs = tabsOf(s.key, s.options.place, (message) => heard(s, message));
  s.unsubscribe = quiet(() => s.store.subscribe?.(s.key, () => reread(s)));
  // Not on servers, where a client does nothing unasked.
  if (s.options.place !== "server") queueMicrotask(() => load(s).catch(() => {}));
}

/** Stops timers, listeners and traffic with other tabs. Calls still work. */
export function close(s) {
  s.closed = true;
  s.tabs?.close();
  quiet(() => s.unsubscribe?.());
  s.tabs = undefined;
  clearTimeout(s.timer);
}

/** Reads what is stored, once. An adapter that fails is asked again by the next call. */
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

/** Reads a store that answers at once. */
export function loadNow(s) {
  if (s.loaded || s.store.strict) return;
  const read = (key) => quiet(() => s.store.get(key));
  take(s, read(s.key), read(`${s.key}:site`));
}

function take(s, text, finding) {
  if (s.loaded) return;
  s.loaded = true;
  if (finding) s.engine.recall(0, finding);
  const kept = s.engine.load(Number(Boolean(s.store.persistent)), text ?? "");
  if (kept !== undefined) s.stored = text;
  s.user = s.engine.user();
  s.marker = s.engine.marker();
  checkMarker(s);
  publish(s);
}

/** A logout in another tab holds here too, even if this one was frozen. */
function checkMarker(s) {
  const marker = s.user && s.markers.of(s.user);
  if (marker && marker !== s.marker) s.engine.end(0, "logged_out");
}

/** Looks up what other tabs left: a logout marker, a newer session in localStorage. */
export function sync(s) {
  checkMarker(s);
  if (s.store.shared && !s.store.strict && s.loaded) {
    adopt(
      s,
      quiet(() => s.store.get(s.key)),
    );
  }
  publish(s);
}

function adopt(s, text) {
  if (!text || text === s.stored || s.engine.adopt(0, text) === undefined) return;
  s.stored = text;
  s.user = s.engine.user();
  s.marker = s.engine.marker();
  checkMarker(s);
}

async function reread(s) {
  try {
    adopt(s, await s.store.get(s.key));
    publish(s);
  } catch {
    // Its failure is told by the next call that needs it.
  }
}

/** What another tab said: `reason:user` of an ended session, or that there is one to look up. */
function heard(s, message = "") {
  s.ownership?.hear(message);
  const [, reason, user] = /^(\w+):(.*)$/.exec(message) ?? [];
  if (user && user === s.engine.user()) {
    // Another tab's session is ours only where the store is; a logout is everybody's.
    const gone = s.store.shared && !s.store.strict && !quiet(() => s.store.get(s.key));
    if (gone || reason === "logged_out") s.engine.end(0, reason);
  }
  wake(s);
}

/** Time may have passed, or another tab acted. */
export function wake(s) {
  sync(s);
  const due = s.engine.tick();
  publish(s);
  if (due !== undefined && !s.closed) s.renew().catch(() => {});
}

function schedule(s) {
  clearTimeout(s.timer);
  const at = s.engine.wakeAt();
  if (s.closed || at === undefined) return;
  const ring = () => {
    wake(s);
    // The clock is asked again: the machine may have slept, or the time may be longer than timers.
    schedule(s);
  };
  s.timer = setTimeout(ring, Math.min(Math.max(0, at - Date.now()), LONGEST));
  // On servers a session keeps no process alive.
  s.timer.unref?.();
}

/** After everything that may have changed the session: tells store, tabs, timer and app. */
export function publish(s) {
  const revision = s.engine.revision();
  if (revision === s.revision) return;
  s.revision = revision;
  const session = JSON.parse(s.engine.session());
  if (session.status === "anonymous") forget(s, session.reason);
  else {
    s.user = s.engine.user();
    s.marker = s.engine.marker();
    s.carrier = JSON.parse(s.engine.carrier());
  }
  schedule(s);
  s.changed(session);
}

/** Removes the stored session that has ended. */
function forget(s, reason) {
  const { stored, store } = s;
  s.stored = undefined;
  if (stored === undefined) return;
  // Another tab may have stored a newer one meanwhile.
  const shared = store.shared && !store.strict;
  if (shared && reason !== "logged_out" && quiet(() => store.get(s.key)) !== stored) return;
  // Its failure has nobody left to tell.
  Promise.resolve(quiet(() => store.remove(s.key))).catch(() => {});
  // A logout is announced where it happens, also when nothing was stored.
  if (shared && reason !== "logged_out") s.tabs?.say(`${reason}:${s.user}`);
}

/** Stores a session; whether it will be there after a reload. */
export async function save(s, record) {
  try {
    await s.store.set(s.key, record);
    s.stored = record;
    return Boolean(s.store.persistent);
  } catch {
    if (s.store.strict) throw storageUnavailable();
    // What stands there is an older session, perhaps another user's.
    quiet(() => s.store.remove(s.key));
    s.stored = undefined;
    return false;
  }
}

/** Tells the other tabs that there is a session to look up. */
export function announce(s) {
  if (s.store.shared) s.tabs?.say("changed");
}
