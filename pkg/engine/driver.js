import { reasonOf, throwIfAborted } from "../front/signal.js";
import { explain } from "./answer.js";
import { aboutOf, fetchWith } from "./calls.js";
import { logout, refresh, validate } from "./exchange.js";
import { explained } from "./explained.js";
import { credentialsOf, logIn, login, whileTyped } from "./login.js";
import { parts } from "./parts.js";
import { tell } from "./perform.js";
import { getToken } from "./refresh.js";
import { close, isOver, load, loadNow, once, open, sessionOf } from "./session.js";
import { exchange, requestOf } from "./transport.js";
import { detour, keepFinding, search } from "./way.js";

/**
 * @import { Credentials, PresskeyError, Session } from "../index.d.ts"
 * @import { Driver, DriverHost } from "../front/types.d.ts"
 * @import { Core, Instance } from "./rules.d.ts"
 * @import { State, Typed } from "./state.d.ts"
 */

/**
 * The driver behind a client of pkg/front, created when it is first needed. It outlives the wasm
 * instance: after a trap the next call gets a new instance, which goes on from what is stored.
 *
 * @param {Pick<Core, "instance">} core the rules, in wasm or in JavaScript
 * @param {DriverHost} host the client: its options, `changed` for every new session, what it has sent
 *   (`sentWith`), a way to load parts, whether it was closed, a logout to complete (`ended`), the
 *   stored session that the client has shown so far (`seen`), and helpers
 * @returns {Driver}
 */
export function connect(
  { instance },
  { options, changed, sentWith, ended, closed, seen, part: loadPart, ...helpers },
) {
  /** @type {import("../front/types.d.ts").LoadPart} */
  const part = (name) => loadPart(name, parts);
  /** @type {Map<string, string>} */
  const memory = new Map();
  /**
   * What happened last, for a support bundle: never whose session it is.
   *
   * @type {{ at: number, what?: string, why?: string }[]}
   */
  const trail = [];
  /** @param {string} [what] @param {string} [why] */
  const note = (what, why) => trail.push({ at: Date.now(), what, why }) > 20 && trail.shift();
  /** @type {Instance} */
  let home;
  /** @type {State} */
  let state;
  let lost = 0;

  /** @type {State["changed"]} */
  const publish = (session, user) => {
    note(session.status, /** @type {{ reason?: string }} */ (session).reason);
    changed(session, user);
  };

  /** The state in the instance that is alive. */
  const current = () => {
    const now = instance();
    if (home !== now) {
      // What the rules need, and no more: an app's storage may not even be writable as JSON.
      const { site, plugin, expiryMargin, refresh, allowInsecure } = options;
      const engine = now.engine({
        ...{ site, plugin, expiryMargin, refresh, allowInsecure },
        allowedOrigins: options.allowedOrigins.map(String),
        canAsk: Boolean(options.onLoginRequired),
      });
      if (state) close(state);
      state = sessionOf(engine, options, memory, part, publish, helpers);
      // What an instance that is gone knew is not known to the next one: as after a logout.
      state.epoch = state.lost = lost;
      lost += 1e6;
      state.tell = (...event) =>
        tell(state, .../** @type {[any]} */ (/** @type {unknown} */ (event)));
      state.logins = async () => now.attach?.((await part("login")).texts);
      // For parts that are loaded on use, which would otherwise share files with the engine.
      const more = { requestOf, detour, keepFinding, isOver };
      Object.assign(state, { validate, search, logIn, exchange, once, ...more });
      if (home) loadNow(state);
      home = now;
      if (!closed) open(state);
    }
    return state;
  };

  /**
   * A promise that a trap, too, settles; and immediately when the caller gives up, until `run` says
   * that it is too late for that.
   *
   * @template T
   * @param {(s: State, noReturn: () => void) => Promise<T>} run
   * @param {AbortSignal | null} [signal]
   * @returns {Promise<T>}
   */
  const call = (run, signal) =>
    new Promise((resolve, reject) => {
      throwIfAborted(signal);
      const s = current();
      const { epoch } = s;
      const { pending } = home;
      /** @type {<V>(how: (value: V) => void) => (value: V) => void} */
      const settle = (how) => (value) => {
        pending.delete(fail);
        signal?.removeEventListener("abort", abort);
        how(value);
      };
      const fail = settle(reject);
      const abort = () => fail(reasonOf(/** @type {AbortSignal} */ (signal)));
      pending.add(fail);
      signal?.addEventListener("abort", abort);
      try {
        run(s, () => signal?.removeEventListener("abort", abort)).then(
          settle(resolve),
          async (error) => {
            note(error?.code);
            fail(await explained(s, error, { epoch }, signal));
          },
        );
      } catch (error) {
        fail(error);
      }
    });

  /** @param {"diagnose" | "supportBundle"} what @param {any} more what that takes */
  const consult = (what, more) =>
    call(async (s) => {
      await load(s);
      return /** @type {any} what was asked for */ ((await part("doctor"))[what](s, more));
    });

  /** @param {PresskeyError} error @param {object} about */
  const complete = (error, about) => explained(current(), error, about);

  const driver = {
    ready: () => call(load),
    /** The app expects a login. */
    look: () => call(({ logins }) => logins()),
    /** @param {Credentials} given @param {import("../front/types.d.ts").LoginOptions} how */
    async login(given, { signal, remember }) {
      const credentials = credentialsOf(given);
      return whileTyped(current(), credentials, () =>
        call((s, noReturn) => login(s, credentials, { signal, remember, noReturn }), signal),
      );
    },
    async logout(/** @type {boolean} */ everywhere, /** @type {string | undefined} */ user) {
      return call((s) => logout(s, everywhere, user));
    },
    authorize: (/** @type {Parameters<Driver["authorize"]>[0]} */ given) =>
      call(async (s) => (await part("authorize")).authorize(s, given)),
    async completeAuthorization(/** @type {string | undefined} */ url) {
      const { complete } = await part("authorize");
      /** @type {Typed} */
      const typed = {};
      return whileTyped(current(), typed, () => call((s) => complete(s, url, typed)));
    },
    refresh: (/** @type {string | undefined} */ user) => call((s) => refresh(s, user)),
    validate: (/** @type {string | undefined} */ user) => call((s) => validate(s, user)),
    /**
     * Sends a call, or goes on with one that the front has begun. With `wantsValue` the response is read
     * as `json()` does: its value, or an error with the response.
     *
     * @type {Driver["send"]}
     */
    async send(request, earlier, wantsValue) {
      const { signal } = request;
      const { response, about, parsed } = await call(
        (s) => fetchWith(s, request, earlier, wantsValue),
        signal,
      );
      sentWith.set(response, about);
      if (!parsed?.error) return { response, value: parsed?.value };
      // Aborted while the response was read.
      throwIfAborted(signal);
      throw Object.assign(await complete(parsed.error, about), { response });
    },
    async explain(/** @type {Response} */ response) {
      const s = current();
      // Nothing is known of a response that the app has made or copied.
      const sent = sentWith.get(response) ?? { epoch: 0 };
      const about = sent.request ? { ...aboutOf(s, sent), response } : sent;
      const found = await explain(s, response, about);
      return found && complete(found, about);
    },
    token: () => current().engine.token() ?? null,
    current(/** @type {string} */ token) {
      const s = current();
      const now = Date.now();
      const passed = now - s.told;
      const isBack = passed < -1000;
      // If the clock was set back, the engine moves the session's times with the call.
      if (!isBack && s.engine.token() !== token) return false;
      if (Math.abs(passed) > 1000) s.told = now;
      // For that the rules have to know what time it was. One call in a second tells it.
      if (passed > 1000) s.tell("woken");
      return !isBack;
    },
    /** @type {Driver["getToken"]} */
    getToken: (minValidity, signal, user) => call((s) => getToken(s, user, minValidity), signal),
    claims: () => current().engine.claims(),
    diagnose: (/** @type {Parameters<Driver["diagnose"]>[0]} */ options) =>
      consult("diagnose", options),
    /** @type {Driver["supportBundle"]} */
    supportBundle: (given, client) => consult("supportBundle", { ...given, trail, client }),
    close() {
      closed = true;
      if (state) close(state);
    },
  };

  options.attach?.(current);
  const first = current();
  // Only the rules keep it, as long as they keep what a call was sent with.
  if (seen) {
    first.user = seen.user;
    first.engine.seen(0, seen.record);
  }
  if (ended) {
    ended.done = call((s) => logout(s, ended.everywhere, undefined, ended));
    // The logout in the front may have given up waiting.
    ended.done.catch(() => {});
  }
  return driver;
}
