import { quiet, webStorage } from "./storage.js";

/** How many older ones are kept: a device has few users. */
const MAX_MARKERS = 50;

/**
 * Marks under a key of localStorage, without secrets: for each user the last logout. They reach tabs
 * that were frozen when it was announced. Only pages have them.
 */
export function markersOf(key, place) {
  const local = webStorage("localStorage");
  const list = () => new URLSearchParams(quiet(() => place === "page" && local.get(key)) || "");
  return {
    of: (name) => list().get(name) ?? "",
    /** Leaves a new one, which it returns. */
    leave(name) {
      if (place !== "page") return "";
      const marker = Math.random().toString(36).slice(2);
      const kept = [...list()].filter(([other]) => other !== name).slice(-MAX_MARKERS);
      quiet(() => local.set(key, String(new URLSearchParams([...kept, [name, marker]]))));
      return marker;
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
  // Node's keeps the process alive, for example of a test with the globals of jsdom.
  channel?.unref?.();
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
  ].filter(([target]) => target?.addEventListener);
  for (const [target, name] of events) target.addEventListener(name, look);
  return {
    say: (message) => quiet(() => channel?.postMessage(message)),
    close() {
      channel?.close();
      for (const [target, name] of events) target.removeEventListener(name, look);
    },
  };
}
