// Shared by the bindings for React, Vue and Svelte.

/**
 * The session on a server and while a page hydrates: both must render the same. One object, since
 * frameworks compare by identity.
 *
 * @type {import("../index.d.ts").Session}
 */
export const LOADING = { status: "loading" };

/**
 * What tells users apart, and visitors from them, as text. If the server tells nothing of a user, it is
 * the subject of the token, which a renewal does not change, or else the time of the token.
 *
 * @typedef {import("../index.d.ts").AuthenticatedSession} SignedIn
 * @param {import("../index.d.ts").Session & Partial<Pick<SignedIn, "user" | "issuedAt">>} session
 * @param {() => unknown} [subject]
 */
export const userOf = ({ status, user, issuedAt }, subject) =>
  JSON.stringify(
    user ? [user.id ?? user.username ?? user.email ?? subject?.() ?? issuedAt] : status,
  );

/**
 * By client: the result of reading its stored session, which is read once.
 *
 * @typedef {{ promise?: Promise<unknown>, error?: unknown }} Read
 * @type {WeakMap<import("../index.d.ts").Client, Read>}
 */
const reads = new WeakMap();

/**
 * Has a client read its stored session. If that fails, the error is reported and kept.
 *
 * @param {import("../index.d.ts").Client} client
 */
export function read(client) {
  let state = reads.get(client);
  if (!state) {
    /** @type {Read} */
    const begun = {};
    state = begun;
    reads.set(client, begun);
    begun.promise = client.ready().catch((error) => {
      begun.error = error;
      // Nobody else awaits it: unreported, the page would stay `loading` without a reason.
      globalThis.reportError?.(error);
    });
  }
  return state;
}

/**
 * Loads the engine ahead. If that fails, the login tries again and reports it.
 *
 * @param {import("../index.d.ts").Client} client
 */
export const preload = (client) => void client.preload().catch(() => {});
