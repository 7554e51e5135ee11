import { quiet, webStorage } from "./storage.js";

/** Longest list of markers that is kept; a device has few users. */
const MAX_MARKERS = 4096;

/**
 * The logout markers of a storage key: for each user the id of the last logout, without secrets.
 * They reach tabs that were frozen when it was announced. Only pages have them.
 */
export function markersOf(storageKey, place) {
  const key = `${storageKey}:logout`;
  const local = webStorage("localStorage");
  const list = () => {
    const text = place === "page" ? quiet(() => local.get(key)) : undefined;
    return new URLSearchParams(text?.length < MAX_MARKERS ? text : "");
  };
  return {
    of: (user) => list().get(user) ?? "",
    leave(user) {
      if (place !== "page") return;
      const markers = list();
      markers.set(user, Math.random().toString(36).slice(2));
      quiet(() => local.set(key, String(markers)));
    },
  };
}

/** Milliseconds in which a tab that is alive answers. */
const ANSWER = 300;

/**
 * Tells a session of this tab from the browser's copy of it in a duplicated or opened tab: both have
 * the same id in sessionStorage, but the one that logged in, or asked first, knows it for its own.
 */
export function ownershipOf(s) {
  const key = `${s.key}:tab`;
  const read = () => quiet(() => s.store.get(key));
  let own;
  let answered;
  return {
    /** The session was begun here. */
    take() {
      own = Math.random().toString(36).slice(2);
      quiet(() => s.store.set(key, own));
    },
    /** Whether a living tab says that the session is its own. */
    async isCopy() {
      const id = read();
      if (!id || id === own) return false;
      const answer = new Promise((resolve) => {
        answered = resolve;
        setTimeout(resolve, ANSWER, false);
      });
      s.tabs?.say(`whose:${id}`);
      const copy = await answer;
      if (!copy) own = id;
      return copy;
    },
    /** Answers another tab's question, or hears the answer to its own. */
    hear(message) {
      if (own && message === `whose:${own}`) s.tabs?.say(`mine:${own}`);
      if (message === `mine:${read()}`) answered?.(true);
    },
  };
}

/**
 * Connects to the other tabs with the same storage key, and to what happens to the page.
 *
 * `heard(message)` gets what another tab said, or nothing when there is something to look up: a
 * storage event where BroadcastChannel is missing, or time that may have passed unnoticed.
 */
export function tabsOf(key, place, heard) {
  if (place === "server") return { say() {}, close() {} };
  // Missing in older workers, blocked in sandboxed frames.
  const channel = quiet(() => new BroadcastChannel(key));
  if (channel) channel.onmessage = ({ data }) => heard(String(data));
  const look = (event) => {
    // No key: everything was cleared.
    if (event.type !== "storage" || !event.key || event.key.startsWith(key)) heard();
  };
  const events = [
    [globalThis, "storage"],
    [globalThis, "online"],
    [globalThis, "pageshow"],
    [globalThis.document, "visibilitychange"],
    [globalThis.document, "resume"],
  ].filter(([target]) => target);
  for (const [target, name] of events) target.addEventListener(name, look);
  return {
    say: (message) => quiet(() => channel?.postMessage(message)),
    close() {
      channel?.close();
      for (const [target, name] of events) target.removeEventListener(name, look);
    },
  };
}
