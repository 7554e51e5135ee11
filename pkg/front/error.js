import { PresskeyError } from "./presskey-error.js";

export { PresskeyError };

/** An error that wasm has no part in. */
export const failure = (code, message, sent = "no", more) =>
  new PresskeyError({ code, message, sent, ...more });

export const invalidOption = (message, cause) =>
  failure("invalid_option", message, "no", { cause });

/** Throws unless an option is what it must be. */
export function check(isValid, name, what) {
  if (!isValid) throw invalidOption(`\`${name}\` must be ${what}.`);
}

/** Throws unless an option has one of these values. */
export const checkOneOf = (name, value, allowed) =>
  check(allowed.includes(value), name, `"${allowed.join('" or "')}"`);

/** Throws unless an option is a number, 0 or more. */
export const checkNumber = (name, value) => check(value >= 0, name, "a number, 0 or more");
