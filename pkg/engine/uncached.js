// The one place that decides `cache`. Next.js stores responses of its `fetch` on disk and shares them
// between visitors, and so may any runtime or host that wraps `fetch`.

/** @typedef {typeof globalThis.fetch} Fetch */

/**
 * Sends a request whose secret, or whose response, no cache may store. The app's own wishes for a
 * cache (`cache`, Next.js' `next`, Cloudflare's `cf.cache…`) do not count for it.
 *
 * @param {Fetch | undefined} own the app's, if it gave one
 * @param {string | URL | Request} input
 * @param {RequestInit & { next?: unknown, cf?: Record<string, unknown> }} [init]
 */
export async function fetchUncached(own, input, { cache, next, cf, ...init } = {}) {
  const send = own ?? obedient(globalThis.fetch);
  const ofRequest = /** @type {{ cf?: object }} */ (input).cf;
  // Cloudflare refuses "no-store" next to `cf.cacheTtl`. One that is empty takes the place of a Request's.
  const others = Object.entries(cf ?? ofRequest ?? {}).filter(
    ([name]) => !name.startsWith("cache"),
  );
  if (ofRequest || others.length) {
    /** @type {{ cf?: object }} */ (init).cf = Object.fromEntries(others);
  }
  if (!isKnown()) return send(input, withHeader(init));
  try {
    return await send(input, { ...init, cache: "no-store" });
  } catch (error) {
    // As workerd says it, before anything is sent.
    if (!/'cache' field .*not implemented/.test(/** @type {Error} */ (error)?.message)) throw error;
    return send(input, withHeader(init));
  }
}

/**
 * Workers with a compatibility date before 2024-11-11 throw on `cache`. The polyfill of React Native
 * adds a parameter to the URL instead, which breaks signatures (OAuth 1.0a).
 */
export const isKnown = () => typeof Request === "undefined" || "cache" in Request.prototype;

/**
 * Asks caches on the way (RFC 9111 section 5.2.1.5), where no CORS preflight forbids the header.
 *
 * @param {RequestInit} init
 */
function withHeader(init) {
  if (typeof document !== "undefined" || typeof importScripts === "function") return init;
  const headers = new Headers(init.headers);
  if (!headers.has("Cache-Control")) headers.set("Cache-Control", "no-store");
  return { ...init, headers };
}

/**
 * Next.js: a page with `export const fetchCache = "force-cache"` stores responses in spite of
 * "no-store". Only the `fetch` that is wrapped there does not.
 *
 * @typedef {{ getStore?(): { fetchCache?: string } | undefined }} Store
 * @typedef {{ __nextGetStaticStore?(): Store | undefined, _nextOriginalFetch: Fetch }} Wrapped
 * @param {Fetch & Partial<Wrapped>} fetch
 */
const obedient = (fetch) =>
  fetch?.__nextGetStaticStore?.()?.getStore?.()?.fetchCache === "force-cache"
    ? /** @type {Fetch} */ (fetch._nextOriginalFetch)
    : fetch;
