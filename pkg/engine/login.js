import { throwIfAborted } from "../front/signal.js";
import { quiet } from "../front/storage.js";

import { failure, invalidOption } from "./error.js";
import { askValidity } from "./exchange.js";
import { allMarkers, announce, forgetOther, kept, load, publish, remove, save } from "./session.js";
import { formFields, requestOf } from "./transport.js";
import { ask, keepFinding, search } from "./way.js";

/**
 * @import { ServerRequest, State, Typed } from "./state.d.ts"
 * @typedef {object} How
 * @property {AbortSignal | undefined} [signal]
 * @property {boolean} [keep] whether it may be stored
 * @property {boolean | undefined} [remember] whether it outlives the tab, whatever the app's `storage`
 * @property {() => void} [noReturn] is called when `signal` can stop it no more
 */

/**
 * Logs in. A failure leaves the session as it was.
 *
 * @param {State} s
 * @param {Typed} credentials
 * @param {Omit<How, "keep">} [how]
 */
export async function login(s, credentials, how = {}) {
  checkRemember(s, how.remember);
  return begin(s, () => grantFor(s, credentials, how.signal), how);
}

/** @param {State} s @param {unknown} remember */
function checkRemember({ options: { storage } }, remember) {
  if (remember === undefined) return;
  if (typeof remember !== "boolean") throw invalidOption("`remember` must be true or false.");
  if (storage !== "session" && storage !== "local") {
    throw invalidOption('`remember` is for the storage "session" or "local".');
  }
}

/**
 * Puts a login in force.
 *
 * @param {State} s
 * @param {() => Promise<number>} grant the number of a pending one
 * @param {How} [how]
 */
export async function begin(s, grant, { signal, keep = true, remember, noReturn } = {}) {
  const { engine } = s;
  const logouts = /** @type {string} */ (engine.logouts());
  await load(s);
  await s.logins();
  const pending = await grant();
  const before = s.store.chosen;
  try {
    throwIfAborted(signal);
    // From here on the session is replaced: the caller must learn what became of it.
    noReturn?.();
    const record = /** @type {string} */ (engine.pendingRecord(pending, allMarkers(s), logouts));
    s.store.choose?.(remember);
    const persisted = keep ? await save(s, record, true) : undefined;
    try {
      engine.beginLogin(pending, persisted ? "stored" : "", logouts);
    } catch (error) {
      await remove(s);
      throw error;
    }
    s.ownership?.take();
    if (persisted !== undefined) kept(s, record);
  } catch (error) {
    s.store.choose?.(before === "local");
    engine.drop(pending);
    throw error;
  }
  forgetOther(s);
  publish(s);
  announce(s);
}

const NAMED =
  "username password token tokenSecret refreshToken code apiKey consumerKey consumerSecret".split(
    " ",
  );

/**
 * `Credentials`, checked as far as that can be done before the server is known.
 *
 * @param {object | null | undefined} given
 * @returns {Typed}
 */
export function credentialsOf(given) {
  // Nothing at all lacks a user name.
  const credentials = Object.entries(given ?? { username: 0 }).filter(([, value]) => value != null);
  return Object.fromEntries(credentials.map(([name, value]) => [name, credentialOf(name, value)]));
}

/**
 * Further fields may be whatever a form or JSON can carry, such as the roles of a user object.
 *
 * @param {string} name
 * @param {unknown} value
 */
function credentialOf(name, value) {
  if (NAMED.includes(name)) {
    if (typeof value === "string") return value;
    throw invalidOption(`The credential \`${name}\` must be a string.`);
  }
  if (["string", "number", "boolean"].includes(typeof value)) return String(value);
  const plain = quiet(() => JSON.parse(JSON.stringify(value)));
  if (plain !== undefined && quiet(() => formFields({ plain }))) return plain;
  throw invalidOption(`The credential \`${name}\` can't be sent, because JSON has no such value.`);
}

/**
 * The number of a pending login.
 *
 * @param {State} s
 * @param {Typed} credentials
 * @param {AbortSignal} [signal]
 * @returns {Promise<number>}
 */
async function grantFor(s, credentials, signal) {
  const { token, refreshToken = "", code, consumerKey } = credentials;
  if (token !== undefined && consumerKey === undefined) {
    await search(s, true);
    return adopt(s, token, refreshToken, signal);
  }
  if (code === undefined) return logInWith(s, "login", credentials, signal);
  const factor = s.options.factor?.() ?? s.engine.factor();
  if (factor === undefined)
    throw invalidOption(
      "No login is waiting for a second factor. Call login() with the password first.",
    );
  return logInWith(s, "secondFactor", { code, token: factor }, signal);
}

/**
 * @param {State} s
 * @param {string} operation
 * @param {Typed} credentials
 * @param {AbortSignal} [signal]
 */
async function logInWith(s, operation, credentials, signal) {
  const { username = "", ...rest } = credentials;
  const secrets = Object.fromEntries(formFields(rest));
  for (;;) {
    await search(s, true);
    const request = requestOf(s, operation, credentials);
    /** @param {boolean} [cookies] @param {object} [more] */
    const send = async (cookies, more) => {
      const how = { values: credentials, more: { ...more, cookies }, signal };
      const { meta, body } = await ask(s, operation, how);
      return s.engine.readLogin(0, meta({ username, secrets, cookies }), body);
    };
    const pending = await grantBy(s, request, send, credentials, signal);
    if (pending === undefined) continue;
    keepFinding(s);
    return Number(pending);
  }
}

/**
 * The number of the pending login that a server grants, in the way that it has.
 *
 * @param {State} s
 * @param {ServerRequest} request
 * @param {(cookies?: boolean, more?: object) => Promise<string | undefined>} send
 * @param {Typed} credentials
 * @param {AbortSignal} [signal]
 */
async function grantBy(s, request, send, credentials, signal) {
  if (request.static) {
    return (await s.part("credentials")).grant(s, request.static, credentials, signal);
  }
  if (!request.cookies) return send();
  return (await s.part("credentials")).withCookie(s, request, send);
}

/**
 * Takes over a token from elsewhere, if the server takes it.
 *
 * @param {State} s
 * @param {string} token
 * @param {string} refreshToken
 * @param {AbortSignal} [signal]
 * @param {import("./exchange.js").Known} [known] what the user typed; whether the site
 *   itself has just issued it
 */
export async function adopt(s, token, refreshToken, signal, known) {
  const pending = Number(s.engine.adoptToken(0, token, refreshToken));
  try {
    if (await askValidity(s, pending, signal, known)) return pending;
    throw failure("token_rejected", "The server does not accept the token.", "answered");
  } catch (error) {
    s.engine.drop(pending);
    throw error;
  }
}
