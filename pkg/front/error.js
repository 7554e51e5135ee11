/** Everything that presskey rejects with: see `PresskeyError` in index.d.ts. */
export class PresskeyError extends Error {
  /** @param {{ code: string, message: string, cause?: unknown }} fields */
  constructor({ message, cause, ...fields }) {
    super(message, cause === undefined ? undefined : { cause });
    Object.assign(this, fields);
  }
}
// On the prototype, as the names of the built-in errors are.
Object.defineProperty(PresskeyError.prototype, "name", {
  value: "PresskeyError",
  configurable: true,
  writable: true,
});

/** An error that wasm has no part in. */
export const failure = (code, message, sent = "no", more) =>
  new PresskeyError({ code, message, sent, ...more });

export const invalidOption = (message, cause) =>
  failure("invalid_option", message, "no", { cause });

export const storageUnavailable = (sent) =>
  failure("storage_unavailable", "The storage cannot be used.", sent);

/** What a trap left. What it threw is kept back, since nobody knows what stands in it. */
export const internalError = () =>
  failure("internal_error", "Something went wrong inside presskey.", "maybe", {
    hint: "This is a bug in presskey: please report it. The next call goes on from what is stored.",
  });

/** What an export of the wasm instance threw: JSON of the fields, or the trap itself. */
export const errorOf = (thrown) =>
  typeof thrown === "string" ? new PresskeyError(JSON.parse(thrown)) : internalError();

/** What to do when a part of the package, loaded on use, cannot be had. */
export const missing = (cause) => {
  const code = globalThis.navigator?.onLine === false ? "offline" : "unreachable";
  throw failure(code, "A part of presskey could not be loaded.", "no", { cause });
};

/** Tells of an error that nobody awaits, such as an app's own, without stopping anybody. */
export const report = (error) =>
  typeof reportError === "function"
    ? reportError(error)
    : setTimeout(() => {
        throw error;
      });
