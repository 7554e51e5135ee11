import { PresskeyError } from "./presskey-error.js";

export { PresskeyError };

/**
 * An error that wasm has no part in.
 *
 * @param {import("../index.d.ts").ErrorCode} code
 * @param {string} message
 * @param {import("../index.d.ts").PresskeyError["sent"]} [sent]
 * @param {{ hint?: string, cause?: unknown, status?: number }} [more]
 */
export const failure = (code, message, sent = "no", more) =>
  new PresskeyError({ code, message, sent, ...more });

/** @param {string} message @param {unknown} [cause] */
export const invalidOption = (message, cause) =>
  failure("invalid_option", message, "no", { cause });

/**
 * Throws unless an option is what it must be.
 *
 * @param {boolean} isValid
 * @param {string} name
 * @param {string} what
 */
export function check(isValid, name, what) {
  if (!isValid) throw invalidOption(`\`${name}\` must be ${what}.`);
}

/**
 * Throws unless an option has one of these values.
 *
 * @param {string} name
 * @param {unknown} value
 * @param {readonly unknown[]} allowed
 */
export const checkOneOf = (name, value, allowed) =>
  check(allowed.includes(value), name, `"${allowed.join('" or "')}"`);

/**
 * Throws unless an option is a number, 0 or more.
 *
 * @param {string} name
 * @param {number} value
 */
export const checkNumber = (name, value) => check(value >= 0, name, "a number, 0 or more");
