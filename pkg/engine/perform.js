import { errorIn } from "./error.js";
import { pause, takeLock } from "./lock.js";
import { isUsed, nameOf, rename } from "./ownership.js";
import { prompt } from "./prompt.js";
import { settled } from "./refresh.js";
import {
  forget,
  leaveNote,
  look,
  mayClear,
  removeEnded,
  removeLeft,
  save,
  schedule,
} from "./session.js";
import { isCopied } from "./storage.js";
import { exchange, filled, requestOf } from "./transport.js";
import { ask, search } from "./way.js";

/**
 * @import { Effects, Events, Go, Performers } from "./protocol.d.ts"
 * @import { State } from "./state.d.ts"
 * @typedef {NonNullable<State["lock"]>} Lock
 */

/**
 * Tells the protocol (src/core/client) what happened, and does what it wants. It decides nothing.
 *
 * @param {State} s
 * @param {keyof Events} event
 * @param {number | boolean | string} [number] with `text` and `body`, what the event needs
 * @param {string} [text]
 * @param {string} [body]
 * @param {Go} [go] goes on with the call or the login that the event tells of
 * @returns {Promise<unknown>} why that failed, if it did
 */
export async function tell(s, event, number, text, body, go) {
  try {
    const effects = s.engine.run(event, Number(number), text, body);
    for (const line of /** @type {string} */ (effects).split("\n").slice(0, -1)) {
      const does = /** @type {Record<string, Performers["say"]>} */ (performers)[line[0]];
      const done = does(s, line.slice(1), /** @type {Go} */ (go));
      // Effects that take no time are carried out before the caller goes on.
      if (done) await done;
    }
  } catch (error) {
    // The instance is gone, or its result made no sense.
    if (s.cause) wakeWaiters(s);
    else {
      // Waiting calls get the error itself.
      s.cause = error;
      await tell(s, "failed");
    }
    return error;
  }
}

/** @type {Performers} */
const performers = {
  lock: (s) => takeLock(s, lockOf(s)),
  giveUpLock: (s) => /** @type {Lock} */ (s.lock).giveUp(),
  unlock: (s, after) => /** @type {Lock} */ (s.lock).release(Number(after)),
  look: async (s) => tell(s, "looked", /** @type {undefined} */ (await look(s))),
  check: (s) => void look(s),
  announce(s) {
    const session = JSON.parse(s.engine.session());
    s.user = s.engine.user();
    s.carrier = JSON.parse(s.engine.carrier() ?? "{}");
    // Every end of a session is announced, also if the next one begins with it.
    s.epoch = s.lost + Number(s.engine.logouts());
    leaveNote(s);
    s.changed(session, s.user);
  },
  wake: schedule,
  findOwner(s) {
    const name = nameOf(s);
    tell(s, "foundOwner", name, isUsed(s, name) ? "1" : "");
  },
  takeOwnership: (s, spent) => void tell(s, "owned", rename(s, Number(spent))),
  async sendRefresh(s) {
    // The tokens are members of it.
    const values = JSON.parse(/** @type {string} */ (s.engine.record()));
    const header = s.engine.header(-1);
    const begun = { epoch: s.epoch };
    s.sendsCookies = requestOf(s, "refresh", values).cookies && begun;
    const timeout = 2 * s.options.timeout;
    const { meta, body } = await ask(s, "refresh", { values, header, timeout, begun });
    return tell(s, "refreshAnswered", Math.random(), meta(), body);
  },
  async save(s, rotated) {
    const persisted = await save(s).catch(() => false);
    // That a cookie could not be kept is no failure of the refresh.
    if (s.sendsCookies && !rotated) await keepCookie(s).catch(() => {});
    return tell(s, "saved", Number(Boolean(persisted)) + Number(rotated));
  },
  remove: (s) => removeEnded(s).catch(() => {}),
  leaveMarker(s, user) {
    const name = JSON.parse(user);
    // Also without `tabs`, after close(): the others look for it.
    const marker = s.markers.leave(name);
    s.tabs?.say(`logged_out:${marker}:${name}`);
  },
  clear(s) {
    s.removed = removeLeft(s);
    forget(s, (record) => mayClear(s, record));
  },
  revoke: (s, details) => revoke(s, details).catch(() => {}),
  say: (s, message) => void s.tabs?.say(message),
  timer(s, after) {
    clearTimeout(s.refreshTimer);
    s.refreshTimer = setTimeout(
      () => tell(s, "timer"),
      /** @type {any} A number as text. */ (after),
    );
  },
  settle(s, failure) {
    s.cause ??= failure && errorIn(failure);
    wakeWaiters(s);
    tell(s, "settled");
  },
  send(s, details, go) {
    const [url, finding, ...header] = details.split("\t");
    go({
      url,
      finding: finding || undefined,
      header: header.length ? header.join("\t") : undefined,
      user: header.length ? s.user : undefined,
    });
  },
  search: (s, _, go) => go(search(s, false)),
  awaitRefresh: (s, _, go) => go(settled(s)),
  awaitLogin: (s, _, go) => go(new Promise((resolve) => s.askers.push(resolve))),
  refuse: (_, error, go) => go(Promise.reject(errorIn(error))),
  judged: (_, verdict, go) => go(verdict),
  askSoon: (s) => void pause(0).then(() => tell(s, "ask")),
  askLogin: (s, details) => void prompt(s, details),
  logIn: (_, __, go) => go(),
  settleLogin(s) {
    for (const resolve of s.askers.splice(0)) resolve();
  },
};

const keepCookie = async (/** @type {State} */ s) =>
  (await s.part("credentials")).keep(s, s.sendsCookies);

/** @param {State} s @param {string} details */
async function revoke(s, details) {
  const { token, header } = JSON.parse(details);
  const { request } = filled(s, details, { token });
  const { then: method, url } = request;
  const how = { header, signal: s.late };
  const { body } = await exchange(s, request, how);
  const next = method && s.engine.deletion(0, url, body);
  if (next) await exchange(s, { ...request, method, url: next }, how);
}

/** The calls that wait for the refresh go on, or fail. @param {State} s */
function wakeWaiters(s) {
  const { cause } = s;
  s.cause = undefined;
  for (const { resolve, reject } of s.waiters.splice(0)) cause ? reject(cause) : resolve();
}

/** Copies of a session share its name, and have a lock of their own. */
const lockOf = (/** @type {State} */ s) =>
  [s.key, "refresh", isCopied(s) && nameOf(s)].filter(Boolean).join(":");
