import { failure } from "../../engine/error.js";
import { quiet, webStorage } from "../../front/storage.js";

/**
 * @import { PresskeyError } from "../../index.d.ts"
 * @import { ServerRequest, State } from "../../engine/state.d.ts"
 */

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
 * A login whose response sets the cookie that renews it. A server that gets the cookie of an earlier
 * login with the same `device` may overlook name and password, so a second response, without cookie
 * and for another device, has to vouch for them.
 *
 * @param {State} s
 * @param {ServerRequest} request
 * @param {(cookies: boolean, more?: object) => Promise<string | undefined>} send
 */
export async function withCookie(s, request, send) {
  if (!s.options.cookies && !travels(s.options.site)) return send(false);
  const { engine } = s;
  const { device } = /** @type {NonNullable<typeof request.body>} */ (request.body);
  const cookie = since(s);
  let pending;
  try {
    pending = await send(true);
  } catch (error) {
    // One of another login, with which this server takes no password.
    if (/** @type {PresskeyError} */ (error).code !== "session_expired") throw error;
    return send(false);
  }
  if (pending === undefined) return undefined;
  if (!device || !cookie.get()) {
    cookie.set();
    return pending;
  }
  try {
    const sure = await send(false, { body: { ...request.body, device: `${device}2` } });
    const same = engine.pendingUser(Number(pending)) === engine.pendingUser(Number(sure));
    engine.drop(Number(sure));
    if (same) return pending;
  } catch (error) {
    engine.drop(Number(pending));
    throw error;
  }
  engine.drop(Number(pending));
  throw failure(
    "user_mismatch",
    "The browser still holds another user's cookie for this site.",
    "answered",
    { hint: "Delete the cookie `refresh_token` of the WordPress site, then log in again." },
  );
}

/**
 * Exchanges a cookie that has grown old for a new one, where the server can.
 *
 * @param {State} s
 */
export async function keep(s) {
  const cookie = since(s);
  if (Date.now() - cookie.get() < AGE) return;
  const request = quiet(() => s.requestOf(s, "keep"));
  const { status } = request
    ? await s.exchange(s, request)
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
