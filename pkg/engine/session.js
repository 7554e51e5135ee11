import { noteKey, sealOf } from "../front/glance.js";
import { markersOf } from "../front/markers.js";
import { LONGEST } from "../front/send.js";
import { quiet } from "../front/storage.js";
import { PresskeyError, storageUnavailable } from "./error.js";
import { ownershipOf } from "./ownership.js";
import { storeOf } from "./storage.js";
import { tabsOf } from "./tabs.js";

/**
 * The state of one client in one wasm instance: the engine, which decides, and what it decides
 * about. `changed` gets every new session.
 */
export function sessionOf(engine, options, memory, part, changed) {
  const { key } = options;
  const s = {
    engine,
    options,
    part,
    changed,
    key,
    store: options.store ?? storeOf(options, memory, part),
    markers: markersOf(`${key}:logout`, options.place),
    tabs: undefined,
    unsubscribe: undefined,
    timer: undefined,
    closed: false,
    loaded: false,
    /** What was last read from or written to the store. */
    stored: undefined,
    /** Sessions as they were stored, and what a login sends: for the doctor, which must not quote it. */
    records: [],
    typed: [],
    /** Who is or was logged in, and the logout marker of then. */
    user: "",
    marker: "",
    /** How the token travels. */
    carrier: {},
    /** As the engine tells it: text. */
    revision: "0",
    /** Counts logouts, which win over every login that was begun before. */
    logouts: 0,
    /** Work that everybody who needs it shares, by name. */
    flights: {},
    /** Who waits for the refresh. */
    waiters: [],
    /** Why the refresh could not be carried out. */
    cause: undefined,
    refreshTimer: undefined,
    /** Whether the REST root that is known has answered this client. */
    sure: false,
    /** What was known before another way was taken, until that has led somewhere. */
    before: undefined,
    /** Until when no other way is looked for. */
    stuckUntil: 0,
    /** The index, as it answered when a redirect was looked into: for the doctor. */
    followed: undefined,
    /** An index that the search for another way could not read, and when: for the doctor. */
    unread: undefined,
    /** Ends the asking for a login when somebody logs in meanwhile. */
    loggedIn: undefined,
  };
  const ownership = s.store.find && ownershipOf(s);
  // Browsers copy only sessionStorage.
  Object.defineProperty(s, "ownership", { get: () => (s.store.shared ? undefined : ownership) });
  return s;
}

/** One piece of work at a time, whose end everybody who needs it awaits. */
export function once(s, name, work) {
  s.flights[name] ??= work().finally(() => {
    delete s.flights[name];
    // Not before: while the token is being renewed nothing is due.
    schedule(s);
  });
  return s.flights[name];
}

/** Connects to tabs, storage and the page's life. */
export function open(s) {
  s.tabs = tabsOf(s.key, s.options.place, (message) => heard(s, message));
  // What another page has removed was logged out there.
  s.unsubscribe = quiet(() => s.store.subscribe?.(s.key, () => look(s, "logged_out")));
  // Not on servers, where a client does nothing unasked.
  if (s.options.place !== "server") {
    queueMicrotask(() =>
      load(s)
        .then(() => disown(s))
        .catch(() => {}),
    );
  }
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

/** Reads a store that responds immediately. */
export function loadNow(s) {
  if (s.loaded || s.store.strict) return;
  const read = (key) => quiet(() => s.store.get(key));
  s.store.find?.(s.key);
  take(s, read(s.key), read(`${s.key}:site`));
}

function take(s, text, finding) {
  if (s.loaded) return;
  s.loaded = true;
  if (finding) s.engine.recall(0, finding);
  const kept = s.engine.load(Number(Boolean(s.store.persistent)), text ?? "");
  if (kept !== undefined) keep(s, text);
  const user = s.engine.user();
  // Without a stored session, the one that the front has shown may have been logged out elsewhere.
  if (user) {
    s.user = user;
    s.marker = s.engine.marker();
  }
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
  // A login in another tab may be meant to outlive it (`remember`).
  if (s.loaded && !s.engine.user()) s.store.find?.(s.key);
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
  keep(s, text);
  s.user = s.engine.user();
  s.marker = s.engine.marker();
  checkMarker(s);
}

/** As sync(), also where the store takes its time. `reason` is why another tab's session ended. */
export async function look(s, reason) {
  sync(s);
  if (!s.store.strict || !s.loaded) return;
  try {
    const text = await s.store.get(s.key);
    if (text) adopt(s, text);
    else {
      const ended = reason ?? s.store.ended?.();
      if (ended && s.stored !== undefined) s.engine.end(0, ended);
    }
    publish(s);
  } catch {
    // The next request that needs it reports its failure.
  }
}

/** A copy of another tab's session lives as long as its token. Whether it is one. */
export async function disown(s) {
  if (!(await s.ownership?.isCopy())) return false;
  s.engine.forgetRefreshToken();
  const record = s.engine.record();
  if (record) await save(s, record);
  s.engine.tick();
  publish(s);
  return true;
}

/**
 * What another tab said: `reason:marker:user` of an ended session, `wait::time` for which refreshes
 * should wait, or that there is something to look up.
 */
function heard(s, message = "") {
  s.ownership?.hear(message);
  const [, reason, marker, what] = /^(\w+):(\w*):(.*)$/.exec(message) ?? [];
  if (reason === "wait") s.tell("wait", what);
  else if (!reason) s.tell("heard", 0, message);
  else {
    // A login that was made after that logout knows its marker.
    const out = reason === "logged_out" && what === s.engine.user() && marker !== s.marker;
    if (out || isGone(s)) s.engine.end(0, reason);
  }
  look(s, reason);
  wake(s);
}

/** Whether another tab has removed the session that was stored. */
const isGone = ({ store, stored, key }) =>
  stored !== undefined && store.shared && !store.strict && !quiet(() => store.get(key));

/** Time may have passed, or another tab acted. */
export function wake(s) {
  sync(s);
  const due = s.engine.tick();
  publish(s);
  // A hidden page asks for nothing; it looks again when it is shown.
  if (due !== undefined && !s.closed && !isHidden()) s.renew();
  else schedule(s);
}

const isHidden = () => globalThis.document?.visibilityState === "hidden";

/** Wakes the session when it has something to do. */
export function schedule(s) {
  clearTimeout(s.timer);
  const at = s.engine.wakeAt();
  if (s.closed || at === undefined) return;
  const time = at - Date.now();
  if (time <= 0 && isHidden()) return;
  // The clock is asked again: the machine may have slept, or the time may be longer than timers.
  s.timer = setTimeout(() => wake(s), Math.min(Math.max(0, time), LONGEST));
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
    leaveNote(s);
  }
  schedule(s);
  s.changed(session);
}

/** Removes the stored session that has ended. */
async function forget(s, reason) {
  const { stored, store } = s;
  s.stored = undefined;
  if (stored === undefined) return;
  try {
    if (reason !== "logged_out" && store.shared) {
      // Another tab may have stored a newer one meanwhile.
      const now = store.strict ? await store.get(s.key) : store.get(s.key);
      if (now !== stored) return;
    }
    await store.remove(s.key);
    if (store.find) store.remove(noteKey(s.key));
    // A logout is announced where it happens, also when nothing was stored; this when it is gone,
    // since who hears of it looks.
    if (reason !== "logged_out" && store.shared) s.tabs?.say(`${reason}::${s.user}`);
  } catch {
    // Its failure has nobody left to tell.
  }
}

/** What is stored now. */
function keep(s, record) {
  s.stored = record;
  s.records = [...s.records.slice(-5), record];
}

/** Stores a session; whether it will be there after a reload. */
export async function save(s, record) {
  try {
    await s.store.set(s.key, record);
    keep(s, record);
    leaveNote(s);
    return Boolean(s.store.persistent);
  } catch (error) {
    if (error instanceof PresskeyError) throw error;
    if (s.store.strict) throw storageUnavailable("answered");
    // What is there is an older session, perhaps another user's.
    quiet(() => s.store.remove(s.key));
    s.stored = undefined;
    return false;
  }
}

/** Leaves for the front what it needs of the stored session on the next visit. Best effort. */
export function leaveNote(s) {
  if (!s.store.find || s.stored === undefined) return;
  const text = s.engine.snapshot(0, s.stored);
  if (!text) return;
  const note = `${sealOf(s.options, s.stored, text)} ${text}`;
  quiet(() => s.store.get(noteKey(s.key)) === note || s.store.set(noteKey(s.key), note));
}

/** Removes what the store of the two that is not in use holds of a session. */
export function forgetOther(s) {
  for (const name of [s.key, noteKey(s.key)]) quiet(() => s.store.removeOther?.(name));
}

/** Tells the other tabs that there is a session to look up. */
export function announce(s) {
  if (s.store.shared) s.tabs?.say("changed");
}
