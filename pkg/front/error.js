import { PresskeyError } from "./presskey-error.js";

export { PresskeyError };

/** An error that wasm has no part in. */
export const failure = (code, message, sent = "no", more) =>
  new PresskeyError({ code, message, sent, ...more });

/** Throws unless an option has one of these values. */
export function checkOneOf(name, value, allowed) {
  if (!allowed.includes(value)) {
    throw invalidOption(`\`${name}\` must be "${allowed.join('" or "')}".`);
  }
}

/** Throws unless an option is a number, 0 or more. */
export function checkNumber(name, value) {
  if (!(value >= 0)) throw invalidOption(`\`${name}\` must be a number, 0 or more.`);
}

export const invalidOption = (message, cause) =>
  failure("invalid_option", message, "no", { cause });
