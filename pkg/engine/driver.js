import { reasonOf, throwIfAborted } from "../front/signal.js";
import { explain } from "./answer.js";
import { fetchWith } from "./calls.js";
import { logout, refresh, validate } from "./exchange.js";
import { explained } from "./explained.js";
import { adopt, begin, credentialsOf, login } from "./login.js";
import { tell } from "./perform.js";
import { getToken, renewNow } from "./refresh.js";
import { close, load, loadNow, once, open, sessionOf } from "./session.js";
import { exchange, requestOf } from "./transport.js";
import { ask, detour, keepFinding, search } from "./way.js";

/**
 * The driver behind a client of pkg/front, created when it is first needed. It outlives the wasm
 * instance: after a trap the next call gets a new instance, which goes on from what is stored.
 *
 * @param {{ instance: () => object }} core the rules, in wasm or in JavaScript
 * @param {object} host the client: its options, `changed` for every new session, what it has sent
 *   (`sentWith`), a way to load parts, whether it was closed, a logout to complete (`ended`), and the
 *   stored session that the client has shown so far (`seen`)
 */
export function connect({ instance }, { options, part, changed, sentWith, ended, closed, seen }) {
  const memory = new Map();
  /** What happened last, for a support bundle: never whose session it is. */
  const trail = [];
  const note = (what, why) => trail.push({ at: Date.now(), what, why }) > 20 && trail.shift();
  let home;
  let state;

  const publish = (session) => {
    note(session.status, session.reason);
    changed(session);
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
      state = sessionOf(engine, options, memory, part, publish);
      state.renew = () => renewNow(state);
      state.tell = (...event) => tell(state, ...event);
      // For parts that are loaded on use, which would otherwise share files with the engine.
      Object.assign(state, { validate, search, adopt, begin, exchange, once });
      Object.assign(state, { ask, requestOf, detour, keepFinding });
      if (seen) Object.assign(state, { user: seen.user, marker: seen.marker });
      if (home) loadNow(state);
      home = now;
      if (!closed) open(state);
    }
    return state;
  };

  /** A promise that a trap, too, settles; and immediately when the caller gives up. */
  const call = (run, signal) =>
    new Promise((resolve, reject) => {
      throwIfAborted(signal);
      const s = current();
      const { pending } = home;
      const settle = (how) => (value) => {
        pending.delete(fail);
        signal?.removeEventListener("abort", abort);
        how(value);
      };
      const fail = settle(reject);
      const abort = () => fail(reasonOf(signal));
      pending.add(fail);
      signal?.addEventListener("abort", abort);
      try {
        run(s).then(settle(resolve), async (error) => {
          note(error?.code);
          fail(await explained(s, error, signal));
        });
      } catch (error) {
        fail(error);
      }
    });

  const consult = (what, more) =>
    call(async (s) => {
      await load(s);
      return (await part("doctor"))[what](s, more);
    });

  const complete = (error, about) => explained(current(), error, undefined, about);

  const driver = {
    ready: () => call(load),
    async login(given, { signal, remember }) {
      const credentials = credentialsOf(given);
      const { username, ...typedIn } = credentials;
      const typed = Object.values(typedIn).filter((value) => typeof value === "string");
      const s = current();
      s.typed.push(...typed);
      return call((s) => login(s, credentials, signal, remember), signal).finally(() => {
        s.typed = s.typed.filter((value) => !typed.includes(value));
      });
    },
    async logout(everywhere) {
      const s = current();
      loadNow(s);
      return call(() => logout(s, everywhere));
    },
    authorize: async (given) => (await part("authorize")).authorize(current(), given),
    async completeAuthorization(url) {
      const { complete } = await part("authorize");
      return call((s) => complete(s, url));
    },
    refresh: () => call(refresh),
    validate: () => call(validate),
    /**
     * Sends a call, or goes on with one that the front has begun. With `wantsValue` the response is read
     * as `json()` does: its value, or an error with the response.
     */
    async send(request, earlier, wantsValue) {
      const { signal } = request;
      const { response, about, parsed } = await call((s) => {
        const traits = Number(request.safe) + 2 * Number(request.replayable);
        const begun = Number(s.engine.begin(traits, request.auth));
        return fetchWith(s, request, begun, earlier, wantsValue);
      }, signal);
      sentWith.set(response, about);
      if (!parsed?.error) return { response, value: parsed?.value };
      // Aborted while the response was read.
      throwIfAborted(signal);
      throw Object.assign(await complete(parsed.error, about), { response });
    },
    async explain(response) {
      const about = sentWith.get(response);
      const found = await explain(current(), response, about);
      return found && complete(found, about);
    },
    token: () => current().engine.token() ?? null,
    getToken: (minValidity, signal) => call((s) => getToken(s, minValidity), signal),
    claims: () => current().engine.claims(),
    diagnose: (options) => consult("diagnose", options),
    supportBundle: (given, client) => consult("supportBundle", { ...given, trail, client }),
    close() {
      closed = true;
      if (state) close(state);
    },
  };

  options.attach?.(current);
  current();
  if (ended) {
    ended.done = call((s) => logout(s, ended.everywhere, ended)).catch(() => {});
  }
  return driver;
}
