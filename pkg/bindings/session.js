// Shared by the bindings for React, Vue and Svelte.

/**
 * The session on a server and while a page hydrates: both must render the same. One object, since
 * frameworks compare by identity.
 */
export const LOADING = { status: "loading" };

// By client: the result of reading its stored session, which is read once.
const reads = new WeakMap();

/** Has a client read its stored session. If that fails, the error is reported and kept. */
export function read(client) {
  let state = reads.get(client);
  if (!state) {
    state = {};
    reads.set(client, state);
    state.promise = client.ready().catch((error) => {
      state.error = error;
      // Nobody else awaits it: unreported, the page would stay `loading` without a reason.
      globalThis.reportError?.(error);
    });
  }
  return state;
}

/** Loads the engine ahead. If that fails, the login tries again and reports it. */
export const preload = (client) => void client.preload().catch(() => {});
