import { quiet } from "../front/storage.js";

/**
 * Connects to the other tabs with the same storage key, and to what happens to the page.
 *
 * `heard(message)` gets what another tab said, or nothing when there is something to look up: a
 * storage event where BroadcastChannel is missing, or time that may have passed unnoticed.
 *
 * @param {string} key
 * @param {import("../front/types.d.ts").Place} place
 * @param {(message?: string) => void} heard
 * @returns {{ say(message: string): void, close(): void } | undefined} nothing on servers
 */
export function tabsOf(key, place, heard) {
  if (place === "server") return undefined;
  // Missing in older workers, blocked in sandboxed frames.
  /** @type {(BroadcastChannel & { unref?(): void }) | undefined} */
  const channel = quiet(() => new BroadcastChannel(key));
  if (channel) channel.onmessage = ({ data }) => heard(String(data));
  // Node's keeps the process alive, for example of a test with the globals of jsdom.
  channel?.unref?.();
  const look = (/** @type {Event & { key?: string | null }} */ event) => {
    // No key: everything was cleared.
    if (event.type !== "storage" || !event.key || event.key.startsWith(key)) heard();
  };
  const events = /** @type {[target: EventTarget, name: string][]} */ ([
    [globalThis, "storage"],
    [globalThis, "online"],
    [globalThis, "pageshow"],
    [globalThis.document, "visibilitychange"],
    [globalThis.document, "resume"],
  ]).filter(([target]) => target?.addEventListener);
  for (const [target, name] of events) target.addEventListener(name, look);
  return {
    say: (message) => quiet(() => channel?.postMessage(message)),
    close() {
      channel?.close();
      for (const [target, name] of events) target.removeEventListener(name, look);
    },
  };
}
