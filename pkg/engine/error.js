// Errors of the files that are loaded on use. Their class is the front's, handed over by use(): an
// import would make bundlers put the front into a file of its own, which costs every page a request.

/** @typedef {ConstructorParameters<typeof PresskeyError>[0]} Fields */

/**
 * The front's class.
 *
 * @type {typeof import("../index.d.ts").PresskeyError}
 */
export let PresskeyError;

/**
 * Called by the code that loads a file of the package, before anything else in it.
 *
 * @param {typeof PresskeyError} given
 */
export function use(given) {
  PresskeyError = given;
}

/**
 * @param {Fields["code"]} code
 * @param {string} message
 * @param {Fields["sent"]} [sent]
 * @param {Partial<Fields> & { response?: Response }} [more]
 */
export const failure = (code, message, sent = "no", more) =>
  new PresskeyError({ code, message, sent, ...more });

/** @param {string} message @param {unknown} [cause] */
export const invalidOption = (message, cause) =>
  failure("invalid_option", message, "no", { cause });

/**
 * A part of the package could not be loaded.
 *
 * @param {unknown} cause
 */
export const notLoaded = (cause) =>
  failure("not_loaded", "A part of presskey could not be loaded.", "no", { cause });

/** @param {Fields["sent"]} [sent] */
export const storageUnavailable = (sent) =>
  failure("storage_unavailable", "The browser's storage can't be used.", sent);

/** After a trap. It leaves the thrown value out, because that may contain a secret. */
export const internalError = () =>
  failure("internal_error", "Something went wrong inside presskey.", "maybe", {
    hint: "This is a bug in presskey. Please report it. The next request continues with the stored session.",
  });

/**
 * An error of the rules.
 *
 * @param {string} json its fields
 */
export const errorIn = (json) => new PresskeyError(JSON.parse(json));

/**
 * What an export of the wasm instance threw: JSON of the fields, or the trap itself.
 *
 * @param {unknown} thrown
 */
export const errorOf = (thrown) => (typeof thrown === "string" ? errorIn(thrown) : internalError());
