/** Where we run: "page", "worker" or "server". Asked for at the first call, never at import. */
export function placeOf() {
  if (typeof document !== "undefined") return "page";
  // Browsers have it in every kind of worker, servers in none.
  return typeof importScripts === "function" ? "worker" : "server";
}
