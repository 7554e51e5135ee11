// Changes of the session, as entries of the timeline.
import { timeline } from "./trace.js";

/** @import { AuthenticatedSession, Client, Session } from "../index.d.ts" */

/** @type {Record<string, string>} */
const REASONS = {
  logged_out: "logged out",
  expired: "expired",
  revoked: "revoked by the server",
  rejected: "rejected by the server",
};

/**
 * A change of the session in words; undefined for one that isn't shown.
 *
 * @param {Session} before
 * @param {Session} after
 */
export function meaningOf(before, after) {
  if (before.status !== "authenticated" && after.status === "authenticated") {
    const known = before.status === "loading" ? "Session restored" : "Logged in";
    return `${known}: ${after.user.displayName ?? after.user.username ?? `user ${after.user.id}`}`;
  }
  if (before.status === "authenticated" && after.status === "anonymous") {
    return `Session ended: ${REASONS[/** @type {string} */ (after.reason)] ?? "unknown reason"}`;
  }
  if (before.status !== after.status || after.status !== "authenticated") return undefined;
  const { user, expiresAt } = /** @type {AuthenticatedSession} */ (before);
  if (user.id !== after.user.id) return "Another user logged in";
  return expiresAt !== after.expiresAt ? "Token renewed" : undefined;
}

/**
 * Adds the changes of a client's session to the timeline. Returns a function that stops it.
 *
 * @param {Client} client
 */
export function watch(client) {
  let before = client.session;
  return client.subscribe((after) => {
    const text = meaningOf(before, after);
    before = after;
    if (text) timeline.add({ kind: "event", text });
  });
}
