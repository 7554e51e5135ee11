import { quiet, webStorage } from "../../front/storage.js";

/** @import { State } from "../../engine/state.d.ts" */

/** Milliseconds after which a cookie is exchanged for a new one; it lives for 30 days. */
const AGE = 7 * 86_400_000;

/**
 * When the cookie was set that this browser got by logging in here. Scripts cannot see it, nor remove
 * it at a logout: this stays as well, or the next login would not be vouched for.
 */
const since = (/** @type {State} */ s) => {
  if (s.options.cookies) return s.options.cookies.since;
  const key = `${s.key}:cookie`;
  const store = webStorage("localStorage");
  return {
    get: () => Number(quiet(() => store.get(key))),
    set: () => quiet(() => store.set(key, String(Date.now()))),
  };
};

/**
 * The cookie that a login of a server sets which renews by it: whether it reaches the site from this page (1),
 * and whether this browser has one (2).
 *
 * @param {State} s
 */
export function cookieOf(s) {
  const { get, set } = since(s);
  const travel = s.options.cookies || travels(s.options.site);
  return { set, facts: Number(Boolean(travel)) + 2 * Number(Boolean(get())) };
}

/**
 * Exchanges a cookie that has grown old for a new one, where the server can.
 *
 * @param {State} s
 * @param {State["sendsCookies"]} begun
 */
export async function keep(s, begun) {
  const cookie = since(s);
  if (Date.now() - cookie.get() < AGE) return;
  const request = quiet(() => s.requestOf(s, "keep"));
  const { status } = request
    ? await s.exchange(s, request, { begun })
    : /** @type {{ status?: number }} */ ({});
  if (status === 200) cookie.set();
}

/**
 * Whether cookies without SameSite reach the site from this page: those of the same site do.
 *
 * @param {string} site
 */
function travels(site) {
  const { location } = globalThis;
  if (!location?.hostname) return false;
  const there = new URL(site);
  const domain = (/** @type {string} */ host) =>
    /[a-z]$/.test(host) ? host.split(".").slice(-2).join(".") : host;
  return (
    location.protocol === there.protocol && domain(location.hostname) === domain(there.hostname)
  );
}
