// Abort signals, as far as every runtime has them: those of older versions of React Native have no
// `reason`, `throwIfAborted` or `any`, and Node's `fetch` refuses those of jsdom.

/**
 * What work that was aborted by `signal` rejects with.
 *
 * @param {{ reason?: unknown }} signal
 */
export function reasonOf({ reason }) {
  return reason === undefined
    ? Object.assign(new Error("This operation was aborted."), { name: "AbortError" })
    : reason;
}

/** @param {AbortSignal | null} [signal] */
export function throwIfAborted(signal) {
  if (signal?.aborted) throw reasonOf(signal);
}

/**
 * One signal of two.
 *
 * @param {AbortSignal} ours
 * @param {AbortSignal | null} [theirs]
 */
export function either(ours, theirs) {
  if (!theirs) return ours;
  try {
    return AbortSignal.any([ours, theirs]);
  } catch {
    // Missing, or one of them comes from another realm.
  }
  const controller = new AbortController();
  for (const signal of [ours, theirs]) {
    const abort = () => controller.abort(reasonOf(signal));
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort);
  }
  return controller.signal;
}

/**
 * Whether the runtime's `fetch` has refused a signal, which it does before it sends anything.
 *
 * @param {any} cause of any kind
 */
export const isForeign = (cause) =>
  cause?.name === "TypeError" && /AbortSignal/.test(cause.message);

/**
 * Starts work that takes a signal. If the runtime's `fetch` refuses the signal, Node's own takes
 * its place; without that the work goes on when it is aborted,
 * but nobody waits for it.
 *
 * @template T
 * @param {(signal?: AbortSignal) => Promise<T>} start
 * @param {AbortSignal} signal
 * @returns {Promise<T>}
 */
export async function abortable(start, signal) {
  try {
    return await start(signal);
  } catch (cause) {
    if (signal.aborted || !isForeign(cause)) throw cause;
  }
  const own = nodeController();
  const aborted = new Promise((_, reject) => {
    const abort = () => {
      own?.abort();
      reject(reasonOf(signal));
    };
    signal.addEventListener("abort", abort);
  });
  return Promise.race([start(own?.signal), aborted]);
}

/** Under jsdom the global AbortController is not Node's. */
const nodeController = () =>
  globalThis.process?.getBuiltinModule?.("node:util").transferableAbortController?.();
