import { quiet } from "../front/storage.js";
import { failure, storageUnavailable } from "./error.js";
import { getToken, renew } from "./refresh.js";

import { forgetOther, load, publish, remove, sync } from "./session.js";
import { bitsOf } from "./storage.js";
import { exchange, requestOf } from "./transport.js";
import { ask } from "./way.js";

/**
 * @import { PresskeyError } from "../index.d.ts"
 * @import { Ended } from "../front/types.d.ts"
 * @import { ServerRequest, State } from "./state.d.ts"
 * @typedef {{ username?: string | undefined, approved?: boolean }} Known what adopt() knows of a token
 */

/** Milliseconds that a logout waits for the server and the store at most. */
const PATIENCE = 5000;

/**
 * Asks the server about a pending login's token, or the session's.
 *
 * @param {State} s
 * @param {number} [pending]
 * @param {AbortSignal} [signal]
 * @param {Known} [known]
 */
export async function askValidity(s, pending = -1, signal, known) {
  await s.logins();
  try {
    return await askValidate(s, pending, signal, known);
  } catch (error) {
    // A route that needs a login says yes as well; its no may have another reason.
    if (
      /** @type {PresskeyError} */ (error).hint !== "switched_off" ||
      !(await isKnown(s, pending, signal))
    )
      throw error;
    return true;
  }
}

/**
 * @param {State} s
 * @param {number} pending
 * @param {AbortSignal} [signal]
 * @param {Known} [known]
 */
async function askValidate(s, pending, signal, known) {
  const { engine } = s;
  const generation = Number(engine.generation());
  const header = engine.header(pending);
  for (let operation = "validate"; ; operation += ".or") {
    const { meta, body } = await ask(s, operation, { pending, header, signal });
    const more = { generation, operation, ...known };
    let answer = engine.readValidation(pending, meta(more), body);
    if (answer === "again") {
      const request = { ...requestOf(s, operation, {}, pending), auth: false };
      const { body: visitor } = await exchange(s, request, { signal });
      answer = engine.readValidation(pending, meta({ ...more, visitor }), body);
    }
    if (answer !== "or") return answer !== undefined;
  }
}

/**
 * Whether a call with the token is answered as to somebody.
 *
 * @param {State} s
 * @param {number} pending
 * @param {AbortSignal} [signal]
 */
async function isKnown(s, pending, signal) {
  const request = quiet(() => requestOf(s, "who", {}, pending));
  const header = s.engine.header(pending);
  const { status, body } = request
    ? await exchange(s, request, { header, signal })
    : /** @type {{ status?: number, body?: any }} no response */ ({});
  return status === 200 && quiet(() => JSON.parse(body).id) > 0;
}

/**
 * Whether the body of a 2xx response contains a refusal. Throws if the response is not from WordPress.
 * To find that out, it may request the site's index.
 *
 * @param {State} s
 * @param {import("./state.d.ts").Read["meta"]} meta
 * @param {string} body
 */
export async function isRefusal(s, meta, body) {
  let told = s.engine.weigh(0, meta(), body);
  if (told && told !== "refused") {
    const index = await exchange(s, { method: "GET", url: told });
    told = s.engine.weigh(0, meta({ index: index.body, indexStatus: index.status }), body);
  }
  return told !== undefined;
}

/**
 * Asks the server whether it accepts the session's token. False also without a session.
 *
 * @param {State} s
 */
export async function validate(s) {
  // An expired one is renewed, since it is never sent.
  if (!(await getToken(s))) return false;
  const valid = await askValidity(s);
  publish(s);
  return valid;
}

/**
 * Renews the token now.
 *
 * @param {State} s
 */
export async function refresh(s) {
  await load(s);
  await renew(s);
  if (!s.engine.user()) {
    throw failure("session_expired", "The session has ended. Log in again.", "answered");
  }
}

/**
 * Ends the session here immediately, then at the server as far as that can be done in 5 seconds.
 *
 * @param {State} s
 * @param {boolean} everywhere
 * @param {Ended} [ended] a logout in the front: the session that it
 *   has removed from the store, and whether it has left a marker
 */
export async function logout(s, everywhere, ended) {
  const { engine } = s;
  s.logouts++;
  if (ended) assume(s, ended);
  // What ends is the session that all tabs share by now.
  else sync(s);
  const user = engine.user();
  const header = engine.header(-1);
  const request = quiet(() => requestOf(s, "revoke", { token: engine.token() }));
  const revocable = engine.end(Number(everywhere), "logged_out") !== undefined;
  if (user && !ended?.isMarked) leave(s, user);
  // A store that takes its time may not have been read yet, or still be at work.
  let { strict: isLeft } = s.store;
  const removed = (user && !ended) || isLeft ? remove(s) : undefined;
  const cleared = removed?.then(
    () => {
      isLeft = false;
    },
    () => {},
  );
  forgetOther(s);
  publish(s);
  await patiently((signal) =>
    Promise.all([
      revocable && revoke(s, /** @type {ServerRequest} */ (request), header, signal),
      cleared,
    ]),
  );
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
  // Another tab may have stored a newer one since.
  s.tell("kept", bitsOf(s));
}

/**
 * Ends with the work, or when it has taken long enough.
 *
 * @param {(signal: AbortSignal) => Promise<unknown>} work
 */
async function patiently(work) {
  const late = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Promise<void>} */
  const end = new Promise((resolve) => {
    timer = setTimeout(() => resolve(late.abort()), PATIENCE);
  });
  await Promise.race([work(late.signal), end]);
  clearTimeout(timer);
}

/** @param {State} s @param {string} user */
function leave(s, user) {
  s.tabs?.say(`logged_out:${s.markers.leave(user)}:${user}`);
}

/**
 * @param {State} s
 * @param {ServerRequest} request
 * @param {string | undefined} header
 * @param {AbortSignal} signal
 */
async function revoke(s, request, header, signal) {
  const { body } = await exchange(s, request, { header, signal });
  // An application password must be asked for its name before it can be deleted.
  const uuid = request.then && quiet(() => JSON.parse(body).uuid);
  if (uuid) {
    const url = request.url.replace("introspect", encodeURIComponent(uuid));
    await exchange(
      s,
      { ...request, url, method: /** @type {string} */ (request.then) },
      { header, signal },
    );
  }
}
