/** What tells our errors when a page has this file twice, such as from two entries of the package. */
const BRAND = Symbol.for("presskey.error");

/** Everything that presskey rejects with: see `PresskeyError` in index.d.ts. */
export class PresskeyError extends Error {
  /** @param {{ code: string, message: string, cause?: unknown, [field: string]: unknown }} fields */
  constructor({ message, cause, ...fields }) {
    super(message, cause === undefined ? undefined : { cause });
    Object.assign(this, fields);
  }

  static {
    // On the prototype, as the names of the built-in errors are.
    Object.assign(PresskeyError.prototype, { name: "PresskeyError", [BRAND]: true });
  }

  /** @param {{ [BRAND]?: boolean } | undefined} value what `instanceof` was given */
  static [Symbol.hasInstance](value) {
    // biome-ignore lint/complexity/noThisInStatic: a subclass has only instances of its own.
    if (this === PresskeyError) return Boolean(value?.[BRAND]);
    // biome-ignore lint/complexity/noThisInStatic: the default of every class.
    return super[Symbol.hasInstance](value);
  }
}
