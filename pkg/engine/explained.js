import { within } from "./lock.js";

/** Milliseconds that an error may wait for its explanation. */
const PATIENCE = 5000;

/**
 * Completes an error with what is loaded on use: why there was no response (`request` says to what),
 * and the text of a hint that is only named, by a word. Without that it stays as it is.
 *
 * @param {import("./state.d.ts").State} s
 * @param {any} error a PresskeyError, or whatever was thrown
 * @param {object} [about] the request that was answered, or at least the `epoch` in which it began: without it
 *   the hint quotes nothing after a logout
 * @param {AbortSignal | null} [signal]
 */
export async function explained(s, error, about, signal) {
  // In an outage, probes for each visitor would be one more load. A page needs none: its body tells.
  if (s.options.isBackend && error?.hint !== "page") delete error?.request;
  const isNamed = () => /^\w+$/.test(error?.hint ?? "-");
  if (!error?.request && !isNamed()) return error;
  try {
    if (!signal?.aborted) {
      const found = s.part("doctor").then(({ complete }) => complete(s, error, about, signal));
      Object.assign(error, await within(PATIENCE, found, () => {}));
    }
  } catch {
    // The part cannot be loaded here, or the site is closed off by a policy.
  }
  if (isNamed()) delete error.hint;
  delete error.request;
  return error;
}
