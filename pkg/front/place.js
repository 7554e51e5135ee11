/** @typedef {Partial<typeof globalThis> & { importScripts?: unknown }} Scope what each runtime has some of */

/**
 * Where we run. Asked for at the first call, never at import.
 *
 * @returns {"page" | "worker" | "server"}
 */
export function placeOf() {
  const { document, importScripts, location } = /** @type {Scope} */ (globalThis);
  // Server renderers and tests have a `document` without the page that it would be in.
  if (document?.addEventListener && location) return "page";
  // Browsers have it in every kind of worker, servers in none.
  return importScripts ? "worker" : "server";
}
