import { failure } from "./error.js";
import { within } from "./lock.js";
import { load, sync } from "./session.js";

/**
 * @import { State } from "./state.d.ts"
 */

/**
 * Renews the token, once for everybody who needs it, in all tabs that share the session.
 *
 * @param {State} s
 * @returns {Promise<void>}
 */
export function renew(s) {
  const renewed = settled(s);
  s.tell("refresh", true);
  return renewed;
}

/**
 * The end of the refresh that is under way or about to begin. Who needs it waits as long as for any
 * response. The request itself may take longer: a server that rotates refresh tokens must not be asked
 * again while the response is on its way.
 *
 * @param {State} s
 * @returns {Promise<void>}
 */
export function settled(s) {
  /** @type {Promise<void>} */
  const renewed = new Promise((resolve, reject) => s.waiters.push({ resolve, reject }));
  const { timeout } = s.options;
  if (!timeout) return renewed;
  return within(timeout, renewed, () => {
    throw failure("timeout", "The server did not renew the token in time.");
  });
}

/**
 * The access token, good for at least `minValidity` seconds; renewed if needed.
 *
 * @param {State} s
 * @param {string | undefined} user whom the app shows: nobody else's token is returned
 * @param {number} [minValidity]
 */
export async function getToken(s, user, minValidity) {
  const { engine } = s;
  await load(s);
  sync(s);
  s.tell("woken");
  if (engine.token(minValidity) === undefined) {
    // There is none that is good for so long.
    if (engine.canRenew() === undefined) return null;
    engine.user(0, user);
    await renew(s);
  }
  engine.user(0, user);
  return engine.token() ?? null;
}
