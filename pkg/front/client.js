import { fetchWith } from "../engine/calls.js";
import { logout, refresh, validate } from "../engine/exchange.js";
import { explained } from "../engine/explained.js";
import { credentialsOf, login } from "../engine/login.js";
import { getToken, renewNow } from "../engine/refresh.js";
import { close, load, loadNow, open, sessionOf } from "../engine/session.js";
import { search } from "../engine/way.js";
import { explain, parse } from "./answer.js";
import { invalidOption, missing, report } from "./error.js";
import { optionsOf } from "./options.js";
import { prepare } from "./request.js";
import { reasonOf, throwIfAborted } from "./signal.js";

/**
 * The client that an app holds. It outlives the wasm instance behind it: after a trap the next call
 * gets a new instance, which goes on from what is stored. `host` is what presskey/server brings
 * along: its store, and what else of a browser it takes the place of.
 */
export function clientOf(instance, site, host) {
  const options = { ...optionsOf(site), ...host };
  const memory = new Map();
  const listeners = new Set();
  const sentWith = new WeakMap();
  /** What happened last, for a support bundle: never whose session it is. */
  const trail = [];
  const note = (what, why) => trail.push({ at: Date.now(), what, why }) > 20 && trail.shift();
  let session = Object.freeze({ status: "loading" });
  let claims;
  let closed = false;
  let home;
  let state;

  const changed = (next) => {
    note(next.status, next.reason);
    session = Object.freeze({ ...next, ...(next.user && { user: Object.freeze(next.user) }) });
    claims = undefined;
    for (const listener of [...listeners]) {
      try {
        listener(session);
      } catch (error) {
        report(error);
      }
    }
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
      state = sessionOf(engine, options, memory, changed);
      state.renew = () => renewNow(state);
      // For what is loaded on use, which would otherwise share files with the entry.
      Object.assign(state, { validate, search });
      if (home) loadNow(state);
      home = now;
      if (!closed) open(state);
    }
    return state;
  };

  /** A promise that a trap, too, settles; and at once when the caller gives up. */
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

  const callForSession = async (run, signal) => {
    await call(run, signal);
    return session;
  };

  /** Sends a call; `more` are options that hold for it alone. */
  const send = async (input, init, more) => {
    const request = prepare(input, init, { ...options, ...more });
    const sent = await call((s) => {
      const traits = Number(request.safe) + 2 * Number(request.replayable);
      const begun = Number(s.engine.begin(traits, request.auth));
      return fetchWith(s, request, begun, more?.parse);
    }, request.signal);
    sentWith.set(sent.response, sent.about);
    return sent;
  };

  /** Sends a call and reads the answer: its value, and the answer to be read once more. */
  const answer = async (input, init, more) => {
    const { response, about, parsed } = await send(input, init, { ...more, parse });
    const { error, value } = parsed;
    if (!error) return { value, response };
    // Aborted while the answer was read.
    throwIfAborted(init?.signal ?? input?.signal);
    throw Object.assign(await complete(error, about), { response });
  };

  const content = () => import("../features/content.js").catch(missing);

  const consult = (what, more) =>
    call(async (s) => {
      await load(s);
      return (await import("../features/doctor/index.js").catch(missing))[what](s, more);
    });

  const complete = (error, about) => explained(current(), error, undefined, about);

  const client = {
    get session() {
      return session;
    },
    subscribe(listener) {
      // Its own entry, so that one function may subscribe twice.
      const entry = (next) => listener(next);
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
    ready: () => callForSession(load),
    login: async (given, { signal } = {}) => {
      const credentials = credentialsOf(given);
      return callForSession((s) => login(s, credentials, signal), signal);
    },
    async logout({ everywhere = false } = {}) {
      const s = current();
      loadNow(s);
      return call(() => logout(s, everywhere));
    },
    authorize: async (given) =>
      (await import("../features/authorize.js").catch(missing)).authorize(current(), given),
    async completeAuthorization(url) {
      const { complete } = await import("../features/authorize.js").catch(missing);
      return (await call((s) => complete(s, url))) ? session : null;
    },
    refresh: () => callForSession(refresh),
    validate: () => call(validate),
    fetch: async (input, init) => (await send(input, init)).response,
    json: async (input, init) => (await answer(input, init)).value,
    paginate(path, init) {
      const each = (what) =>
        async function* () {
          yield* (await content())[what](answer, path, init);
        };
      return { pages: each("pages"), [Symbol.asyncIterator]: each("items") };
    },
    upload: async (...given) => (await content()).upload(answer, options, ...given),
    batch: async (...given) => (await content()).batch(answer, ...given),
    explain: async (response) => {
      const about = sentWith.get(response);
      const found = await explain(current(), response, about);
      return found && complete(found, about);
    },
    token: () => current().engine.token() ?? null,
    async getToken({ minValidity = 0, signal } = {}) {
      if (!(minValidity >= 0)) throw invalidOption("`minValidity` must be a number of seconds.");
      return call((s) => getToken(s, minValidity), signal);
    },
    claims() {
      const text = current().engine.claims();
      if (text === undefined) return null;
      claims ??= JSON.parse(text);
      return claims;
    },
    diagnose: (options) => consult("diagnose", options),
    supportBundle: (options) => consult("supportBundle", { ...options, trail, client }),
    close() {
      closed = true;
      if (state) close(state);
    },
  };
  if (Symbol.dispose) client[Symbol.dispose] = client.close;

  options.attach?.(current);
  current();
  return client;
}
