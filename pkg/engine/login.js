import { throwIfAborted } from "../front/signal.js";
import { quiet } from "../front/storage.js";

import { invalidOption } from "./error.js";
import {
  allMarkers,
  announce,
  forget,
  load,
  mayClear,
  publish,
  removeEnded,
  save,
} from "./session.js";
import { bitsOf } from "./storage.js";
import { formFields } from "./transport.js";
import { ask, keepFinding, search } from "./way.js";

/**
 * @import { LoggingIn, LoginPerformers } from "./protocol.d.ts"
 * @import { State, Typed } from "./state.d.ts"
 * @typedef {object} How
 * @property {AbortSignal | undefined} [signal]
 * @property {boolean} [keep] whether it may be stored
 * @property {boolean | undefined} [remember] whether it outlives the tab, whatever the app's `storage`
 * @property {string} [server] the server's id, where the site has just issued the credentials
 * @property {() => void} [noReturn] is called when `signal` can stop it no more
 */

/**
 * Logs in. A failure leaves the session as it was.
 *
 * @param {State} s
 * @param {Typed} credentials
 * @param {Omit<How, "keep" | "server">} [how]
 */
export async function login(s, credentials, how = {}) {
  checkRemember(s, how.remember);
  return logIn(s, credentials, how);
}

/**
 * Logs in, and has the doctor know meanwhile what is sent: the site may quote it.
 *
 * @template T
 * @param {State} s
 * @param {Typed} typed `work` may add to it
 * @param {() => Promise<T>} work
 */
export function whileTyped(s, typed, work) {
  s.typed.add(typed);
  return work().finally(() => s.typed.delete(typed));
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
 * Carries out what the rules (src/core/client/login) want of a login, or, without credentials, of the
 * question whether the server accepts the session's token: whether it does. It decides nothing.
 *
 * @param {State} s
 * @param {Typed} [credentials]
 * @param {How} [how]
 */
export async function logIn(s, credentials, how = {}) {
  const { engine } = s;
  const { server, keep = true } = how;
  const facts = Number(Boolean(server)) + 2 * Number(keep) + 4 * Number(engine.logouts());
  await load(s);
  await s.logins();
  const fields = credentials && JSON.stringify(Object.fromEntries(formFields(credentials)));
  const task = Number(engine.logIn(facts, fields, server ?? s.options.factor?.()));
  // A login goes on if the session ends that it replaces.
  const begun = !credentials && { epoch: s.epoch };
  /** @type {LoggingIn} */
  const l = { ...how, s, task, credentials: credentials ?? {}, isAccepted: false, begun };
  s.loggingIn++;
  try {
    let effect = engine.goOn(task);
    while (effect) {
      const [letter] = effect;
      const does = /** @type {Record<string, LoginPerformers["send"]>} */ (performersOfLogins)[
        letter
      ];
      const [text, body] = (await does(l, effect.slice(1))) ?? [];
      effect = engine.goOn(task, text, body);
    }
    return l.isAccepted;
  } finally {
    s.loggingIn--;
    engine.giveUp(task);
  }
}

const cookieOf = async (/** @type {State} */ s) => (await s.part("credentials")).cookieOf(s);

/** @type {LoginPerformers} */
const performersOfLogins = {
  search: async ({ s }, forLogin) => void (await search(s, Boolean(forLogin))),
  async send({ s, task, credentials, signal, begun }, details) {
    const [operation, more, deviceSuffix, ...token] = details.split("\t");
    // A code is sent with a token that is none of the user's.
    const own = { deviceSuffix, ...(token.length && { token: token.join("\t") }) };
    const how = { values: credentials, own, more: JSON.parse(more), pending: task };
    const header = s.engine.header(task);
    const { meta, body } = await ask(s, operation, { ...how, header, signal, begun });
    return [meta(), body];
  },
  findCookies: async ({ s }) => [String((await cookieOf(s)).facts)],
  keepCookie: async ({ s }) => void (await cookieOf(s)).set(),
  findNonce: async ({ s }) => (await s.part("credentials")).nonceOf(s),
  consent: async ({ s, credentials }) => [
    "",
    await (await s.part("authorize")).tokenOf(s, credentials),
  ],
  readMarkers({ s, signal, noReturn }) {
    throwIfAborted(signal);
    // From here on the session is replaced: the caller must learn what became of it.
    noReturn?.();
    return ["", allMarkers(s)];
  },
  async store(l, record) {
    const { s, remember } = l;
    l.record = record;
    keepFinding(s);
    l.before = s.store.chosen;
    s.store.choose?.(remember);
    try {
      const persisted = await save(s, record);
      return [String(bitsOf(s, persisted !== undefined))];
    } catch (error) {
      s.store.choose?.(l.before === "local");
      throw error;
    }
  },
  async remove({ s, before }) {
    await removeEnded(s);
    s.tabs?.say("logged_out::");
    s.store.choose?.(before === "local");
  },
  begin({ s, record }) {
    const { chosen, find, shared } = s.store;
    // What this tab had before is replaced: sessionStorage is its own, and localStorage is for all tabs, and
    // may have another user's session. Another client of the page may have either, if this one is in memory.
    forget(
      s,
      (older, kind) => kind !== chosen && (shared ? older !== record : find && mayClear(s, older)),
    );
    publish(s);
    announce(s);
  },
  tell(l, isAccepted) {
    l.isAccepted = Boolean(isAccepted);
  },
};

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
  throw invalidOption(`The credential \`${name}\` can't be sent: it is no JSON, or too deep.`);
}
