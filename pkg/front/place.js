/** Where we run: "page", "worker" or "server". Asked for at the first call, never at import. */
export function placeOf() {
  const { document, importScripts, location } = globalThis;
  // Server renderers and tests have a `document` without the page that it would be in.
  if (document?.addEventListener && location) return "page";
  // Browsers have it in every kind of worker, servers in none.
  return importScripts ? "worker" : "server";
}
