/** Where we run: "page", "worker" or "server". Asked for at the first call, never at import. */
export function placeOf() {
  const { document, location } = globalThis;
  // Server renderers and tests have a `document` without the page that it would be in.
  if (typeof document?.addEventListener === "function" && location) return "page";
  // Browsers have it in every kind of worker, servers in none.
  return typeof importScripts === "function" ? "worker" : "server";
}
