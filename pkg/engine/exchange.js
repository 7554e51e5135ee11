import { storageUnavailable } from "./error.js";
import { within } from "./lock.js";
import { logIn } from "./login.js";
import { getToken, renew } from "./refresh.js";

import { forget, kept, load, loadNow, mayClear, publish, sync } from "./session.js";
import { bitsOf } from "./storage.js";

/**
 * @import { PresskeyError } from "../index.d.ts"
 * @import { Ended } from "../front/types.d.ts"
 * @import { State } from "./state.d.ts"
 */

/** Milliseconds that a logout waits for the server and the store at most. */
const PATIENCE = 5000;

/** Names no user. */
const NOBODY = "\n";

/** A time before all sessions, as `mayReplace` takes it. */
const NEVER = 2;

/**
 * Asks the server whether it accepts the session's token. False also without a session.
 *
 * @param {State} s
 * @param {string | undefined} user whom the app showed when it asked
 */
export async function validate(s, user) {
  // An expired one is renewed, since it is never sent.
  if (!(await getToken(s, user))) return false;
  const valid = await logIn(s);
  publish(s);
  s.engine.user(0, user);
  return valid;
}

/**
 * Renews the token now.
 *
 * @param {State} s
 * @param {string | undefined} user whom the app showed when it asked
 */
export async function refresh(s, user) {
  await load(s);
  s.engine.user(0, user);
  await renew(s);
  s.engine.user(1, user);
}

/**
 * Ends the session here immediately, then at the server as far as that can be done in 5 seconds.
 *
 * @param {State} s
 * @param {boolean} everywhere
 * @param {string} [user] whom the app showed when it asked
 * @param {Ended} [ended] a logout in the front: the session that it
 *   has removed from the store, and whether it has left a marker
 */
export async function logout(s, everywhere, user, ended) {
  // A page that shows nobody ends no session that another tab has stored since.
  const isEmpty = s.loaded && !user && !s.loggingIn;
  // If the engine was loaded too late, logout() has failed, and another user may have logged in since.
  const isLate = ended && Date.now() - ended.at > PATIENCE;
  s.leftAt = isEmpty ? NEVER : isLate ? ended.at : Infinity;
  // A store that takes its time was not read by the front.
  if (ended && !s.store.strict) assume(s, ended);
  else {
    loadNow(s);
    // What ends is the session that all tabs share by now, unless the app has not seen its user.
    sync(s);
    s.engine.user(0, isEmpty ? NOBODY : user);
  }
  const late = new AbortController();
  s.late = late.signal;
  s.removed = undefined;
  let { strict: isLeft } = s.store;
  const told = s.tell("logOut", Number(everywhere) + (ended ? 2 : 0) + (ended?.user ? 4 : 0));
  const removed = /** @type {Promise<unknown> | undefined} `clear` may have set it. */ (
    s.removed
  )?.then(
    () => {
      isLeft = false;
    },
    () => {},
  );
  await within(PATIENCE, Promise.all([told, removed]), () => late.abort());
  if (isLeft) throw storageUnavailable("answered");
}

/**
 * The session that was in force when the front ended it.
 *
 * @param {State} s
 * @param {Ended} ended
 */
function assume(s, ended) {
  const { record } = ended;
  if (record === undefined) return;
  ended.record = undefined;
  s.loaded = true;
  s.engine.stored(bitsOf(s, true), record);
  // The front has left what may be another user's. Of a session that can't be read nobody knows whose it was.
  if (!mayClear(s, record, NEVER)) forget(s, (older) => mayClear(s, older, ended.at));
  // Another tab may have stored a newer one since.
  kept(s);
}
