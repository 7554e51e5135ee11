import { either } from "./signal.js";

/** The longest time that a timer keeps: it counts in 32 bits. */
export const LONGEST = 2147483647;

/** Why there is no response, as the `status` that the engine takes for it. */
export const UNREACHABLE = 0;
export const TIMEOUT = 2;

/**
 * Whether there is anything that sends: else every call would seem to fail on the way.
 *
 * @param {{ fetch?: typeof globalThis.fetch }} options
 */
export const canSend = ({ fetch = globalThis.fetch }) => typeof fetch === "function";

export const NO_FETCH = "There is no `fetch`. Pass one to createClient().";

/**
 * Statuses of responses that can be about the token; every other response passes unread.
 *
 * @param {{ refusedWith?: number[] | undefined }} carrier
 * @returns {number[]}
 */
export const refusalsOf = (carrier) => [401, 403].concat(carrier.refusedWith ?? []);

/**
 * Starts a request and awaits its headers, for as long as `timeout` (milliseconds) allows; and the end
 * of a response that is to be read, or it could be sent byte by byte for ever.
 * Resolves with the response, and its text if it could be read; or with why there is none and what was
 * thrown.
 *
 * @param {number} timeout
 * @param {(signal: AbortSignal) => Promise<Response>} start
 * @param {AbortSignal | null} [theirs] ends it as well, and the reading of the response
 * @param {(response: Response) => unknown} [isRead] whether presskey reads this response itself
 * @returns {Promise<import("./types.d.ts").Outcome>}
 */
export async function transmit(timeout, start, theirs, isRead) {
  const controller = new AbortController();
  let late = false;
  const end = () => {
    late = true;
    controller.abort();
  };
  const timer = timeout ? setTimeout(end, Math.min(timeout, LONGEST)) : 0;
  try {
    const signal = either(controller.signal, theirs);
    const response = await start(signal);
    const text = isRead?.(response)
      ? await response.text().catch((cause) => {
          if (signal.aborted) throw cause;
          return undefined;
        })
      : undefined;
    return { response, text };
  } catch (cause) {
    // Next.js ends the prerendering of a page with it: nobody but Next.js may catch that.
    if (typeof (/** @type {{ digest?: unknown }} */ (cause)?.digest) === "string") throw cause;
    return { status: late ? TIMEOUT : UNREACHABLE, cause };
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Whether a response needs no decision: JSON that says nothing about the token, and no redirect.
 *
 * @param {Response} response
 * @param {{ refusedWith?: number[] | undefined }} carrier
 */
export const isPlainAnswer = ({ headers, status }, carrier) =>
  /json/i.test(/** @type {string} `null` is no JSON. */ (headers.get("Content-Type"))) &&
  !/^3/.test(`${status}`) &&
  !refusalsOf(carrier).includes(status);

/**
 * Whether JSON cannot be a firewall's, nor a refusal that a proxy made a 200 of: a list, a thing with
 * an id, or more than a sentence.
 *
 * @param {unknown} value parsed JSON
 * @param {string} text
 */
export const isPlainValue = (value, text) =>
  Array.isArray(value) ||
  /** @type {{ id?: unknown } | null} */ (value)?.id !== undefined ||
  text.length > 2000;
