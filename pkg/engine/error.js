// Errors of the files that are loaded on use. Their class is the front's, handed over by use(): an
// import would make bundlers put the front into a file of its own, which costs every page a request.

/** The front's class. */
export let PresskeyError;

/** Called by the code that loads a file of the package, before anything else in it. */
export function use(given) {
  PresskeyError = given;
}

export const failure = (code, message, sent = "no", more) =>
  new PresskeyError({ code, message, sent, ...more });

export const invalidOption = (message, cause) =>
  failure("invalid_option", message, "no", { cause });

/** A part of the package could not be loaded. */
export const notLoaded = (cause) =>
  failure("not_loaded", "A part of presskey could not be loaded.", "no", { cause });

export const storageUnavailable = (sent) =>
  failure("storage_unavailable", "The browser's storage can't be used.", sent);

/** After a trap. It leaves the thrown value out, because that may contain a secret. */
export const internalError = () =>
  failure("internal_error", "Something went wrong inside presskey.", "maybe", {
    hint: "This is a bug in presskey. Please report it. The next request continues with the stored session.",
  });

/** What an export of the wasm instance threw: JSON of the fields, or the trap itself. */
export const errorOf = (thrown) =>
  typeof thrown === "string" ? new PresskeyError(JSON.parse(thrown)) : internalError();
