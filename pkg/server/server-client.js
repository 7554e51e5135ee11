import { storageUnavailable } from "../engine/error.js";
import { dropRefreshToken, look } from "../engine/session.js";
import { failure, invalidOption } from "../front/error.js";
import { fetchFor } from "./address.js";
import { withoutSecrets } from "./claims.js";
import { clientOf } from "./client.js";
import { factorCookie } from "./factor.js";
import { digest } from "./seal.js";
import { Slot, storeKey } from "./slot.js";
import { setCookie, visitorOf } from "./visitor.js";
import { wordpressCookies } from "./wordpress-cookies.js";

/**
 * @import { Client, PresskeyError } from "../index.d.ts"
 * @import { Host, State } from "../engine/state.d.ts"
 * @import { CookieStore, ServerClient } from "./index.d.ts"
 * @import { EndReason, Seated, Shared } from "./types.d.ts"
 */

/** What the engine stores its record under; what it found out of the site is next to it. */
const KEY = "session";

const HINT =
  "Cookies can't be set here, so the token can't be renewed. Call `backend.renew(request)` in your middleware (Next.js 16: proxy.ts), or give createBackend() a `store`.";

const COPIES =
  "The visitor's cookie is removed. The session is still in the store, so a copy of the cookie works until it expires. Check the store.";

/** Methods that pass through to the client as they are. */
const PASSED = /** @type {const} */ ([
  "refresh",
  "validate",
  "fetch",
  "json",
  "upload",
  "batch",
  "explain",
]);

/**
 * The client of one visitor during one request, as apps get it, and what the backend needs of it.
 * `context` is for the app's `clientAddress`.
 *
 * @param {Shared} shared
 * @param {Request | CookieStore | Promise<Request | CookieStore>} given
 * @param {unknown} context
 * @param {boolean} [forLogout] a session that can't be read can still be ended
 * @param {boolean} [asNobody] leaves the session alone
 * @returns {Promise<Seated>}
 */
export async function serverClient(shared, given, context, forLogout = false, asNobody = false) {
  const { options } = shared;
  const visitor = await visitorOf(given, options.cookie);
  const fetch = options.clientAddress && (await fetchFor(shared, visitor.request, context));
  const backend = fetch ? { ...shared, fetch } : shared;
  const factor = factorCookie(backend, visitor);
  const slot = new Slot(backend, visitor);
  if (!asNobody)
    await storageOf(() => slot.open()).catch((error) => {
      if (!forLogout) throw error;
    });
  let seat = seatOf(backend, slot, factor);
  await seat.begin();
  const isLoggedIn = () => seat.client.session.status === "authenticated";
  /** The page may show what was loaded before the session ended, for example by a logout in another tab. */
  const wasLoggedIn = isLoggedIn();
  /** A late response must not replace or remove the cookie of a login that came after this session. */
  const changes = () => (seat.slot.isOutlived() ? [] : visitor.changes());

  /**
   * @template T
   * @param {(client: Client) => Promise<T>} work
   */
  const run = async (work) => {
    const { client, isReadOnly, settle } = seat;
    try {
      return await work(client);
    } catch (/** @type {any} Anything may be thrown. */ error) {
      const ended = ["session_expired", "not_authenticated"].includes(error?.code);
      if (ended && isReadOnly()) error.hint ??= HINT;
      throw error;
    } finally {
      await settle();
    }
  };

  const client = /** @type {ServerClient} */ (
    /** @type {unknown} */ ({
      get session() {
        return seat.client.session;
      },
      /** @type {ServerClient["login"]} */
      async login(credentials, { signal, remember } = {}) {
        if (remember !== undefined && typeof remember !== "boolean") {
          throw invalidOption("`remember` must be true or false.");
        }
        if (visitor.isWritable === false) throw noCookies("so nobody can log in.", "Log in", "no");
        const next = seatOf(backend, Slot.begin(backend, visitor, seat.slot, remember), factor);
        try {
          await next.begin();
          await next.client.login(credentials, { signal });
          await next.settle();
        } catch (/** @type {any} Anything may be thrown. */ error) {
          if (error?.code === "second_factor_required") await factor.keep(next.engine().factor());
          next.release();
          throw error;
        }
        const before = seat;
        seat = next;
        await storageOf(() => before.slot.retire("logged_out")).catch(() => {});
        await factor.forget();
        before.release();
        return client.session;
      },
      /** @type {ServerClient["logout"]} */
      async logout(given) {
        const stays = seat.slot.id && !(await seat.slot.isWritable());
        await run((wp) => wp.logout(given)).finally(seat.forget);
        await factor.forget();
        // Also what could not be read, such as the cookie of another site. If the store fails, a copy of
        // the cookie stays good: the caller of logout() must know.
        await storageOf(() => seat.slot.end("logged_out"), "answered").catch((error) => {
          throw Object.assign(error, { hint: COPIES });
        });
        if (stays) throw noCookies("so the visitor's cookie stays.", "Log out", "answered");
      },
      claims: () => seat.client.claims(),
      paginate: (/** @type {Parameters<Client["paginate"]>} */ ...given) =>
        seat.client.paginate(...given),
      headers() {
        const headers = new Headers();
        const changed = changes();
        for (const change of changed) headers.append("Set-Cookie", setCookie(change));
        // A cache between here and the browser must not give one visitor's cookie or page to another.
        if (changed.length || wasLoggedIn || isLoggedIn()) {
          headers.set("Cache-Control", "private, no-store");
        }
        return headers;
      },
    })
  );
  for (const name of PASSED) {
    /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (client))[name] = (
      /** @type {unknown[]} */ ...given
    ) => run((wp) => /** @type {Function} */ (wp[name])(...given));
  }
  return {
    client,
    changes,
    claims: () => withoutSecrets(seat.client.claims(), seat.engine()),
    /** Renews the token if it has expired. */
    renew: () => run((wp) => wp.getToken()),
    userName: () => userName(seat.engine(), seat.slot.id),
    since: () => seat.slot.payload?.since,
    engine: () => seat.engine(),
    release: () => seat.release(),
  };
}

/**
 * How a page names the user of a session: as the rules tell users apart (`user_key` in
 * src/core/login.rs), or by the session if the server tells nothing of them. A claim may contain a
 * secret, so it is hashed.
 *
 * @param {State["engine"]} engine
 * @param {string} id the session's
 */
async function userName(engine, id) {
  const key = engine.user() ?? "";
  const { plugin, user } = JSON.parse(engine.session());
  if (key === plugin) return digest(`user\n${id}`);
  const isName = user?.id != null || user?.username != null;
  return isName && /^[\w.-]{0,64}$/.test(key) ? key : digest(key);
}

/** @param {string} outcome @param {string} action @param {PresskeyError["sent"]} sent */
const noCookies = (outcome, action, sent) =>
  failure("storage_unavailable", `Cookies can't be set here, ${outcome}`, sent, {
    hint: `${action} from a place that can set cookies, such as a server action or a route handler.`,
  });

/**
 * A client of the engine over one slot.
 *
 * @param {Shared} backend
 * @param {Slot} slot
 * @param {ReturnType<typeof factorCookie>} factor
 */
function seatOf(backend, slot, factor) {
  const { options, recent, instance, shown } = backend;
  const cookies = wordpressCookies(backend.fetch, slot.payload?.wordpress, (value) =>
    current().engine.confide(0, value),
  );
  /** @type {Set<Promise<unknown>>} */
  const pending = new Set();
  /** @type {Set<Promise<unknown>>} */
  const renewals = new Set();
  /** @type {() => State} */
  let current;
  let readOnly = false;
  let savedRevision = 0;

  /**
   * The engine does not wait for everything that it begins.
   *
   * @template T
   * @param {Promise<T>} promise
   */
  const track = (promise, set = pending) => {
    set.add(promise);
    const done = () => set.delete(promise);
    promise.then(done, done);
    return promise;
  };

  const drain = async () => {
    while (pending.size) await Promise.allSettled([...pending]);
  };

  const save = (/** @type {string} */ text) => {
    savedRevision = cookies.revision();
    return track(slot.write(text, cookies.export()));
  };

  /** @type {NonNullable<Host["store"]>} */
  const store = {
    persistent: true,
    strict: true,
    // Whether another process may renew the session as well.
    shared: Boolean(options.store),
    get(key) {
      if (key === KEY) return track(slot.read());
      return key === `${KEY}:site` ? backend.finding() : slot.payload?.device;
    },
    set(key, text) {
      if (key === KEY) return save(text);
      if (key === `${KEY}:site`) backend.keepFinding(text);
      return undefined;
    },
    // logout() ends the slot once more, and says if that fails.
    remove: () => track(slot.end(reasonOf(current()))).catch(() => {}),
    ended: () => slot.ended,
    lock(work) {
      // Waiting requests must find the result in the store.
      const stored = (/** @type {boolean} */ held) => work(held).finally(drain);
      return track(
        recent.exclusive(slot.id, () => withLock(backend, slot, stored)),
        renewals,
      );
    },
  };

  const client = clientOf(
    instance,
    {
      ...options.client,
      storageKey: KEY,
      storage: "memory",
      refresh: "on-demand",
      fetch: backend.fetch,
    },
    {
      store,
      cookies,
      factor: factor.read,
      shareSearch: backend.shareSearch,
      isBackend: true,
      attach(state) {
        current = state;
      },
    },
  );
  // No timers: the client lives as long as the request.
  client.close();

  const settle = async () => {
    for (;;) {
      await drain();
      // Another request ended the session while this one renewed it.
      if (slot.ended && current().engine.user()) await look(current());
      // A cookie that WordPress exchanged after the token was stored.
      if (!slot.payload?.text || cookies.revision() === savedRevision) return;
      await save(slot.payload.text).catch(() => {});
    }
  };

  const release = () => {
    const { engine, flights } = current();
    const left = [...pending, ...renewals, ...Object.values(flights)];
    if (!left.length) return engine.free();
    // An aborted request leaves a renewal behind. Without its result the session could not go on.
    Promise.allSettled(left).then(release);
  };

  return {
    client,
    slot,
    settle,
    engine: () => current().engine,
    isReadOnly: () => readOnly,
    /** Only when the session is over: a logout that did not begin leaves it as it was. */
    forget() {
      if (client.session.status !== "authenticated") cookies.forget();
    },
    async begin() {
      // What one visitor's calls show of the site holds for all: its methods (engine/override.js), that the
      // REST API is there (engine/way.js), and that there is no other way to it (features/way.js).
      for (const name of /** @type {const} */ (["overrides", "sure", "stuckUntil"])) {
        Object.defineProperty(current(), name, {
          get: () => shown[name],
          set: (value) => {
            /** @type {Record<string, unknown>} */ (shown)[name] = value;
          },
        });
      }
      cookies.share();
      const factorToken = factor.load();
      await client.ready();
      await factorToken;
      const s = current();
      const isExpired = s.engine.user() && s.engine.token() === undefined;
      if (isExpired && !(await slot.isWritable())) {
        readOnly = true;
        dropRefreshToken(s);
      }
      await settle();
      // What the engine does not take, such as the session of another plugin.
      if (client.session.status === "anonymous" && slot.payload?.text && !readOnly) {
        await slot.end(/** @type {EndReason | undefined} */ (client.session.reason));
      }
    },
    release,
  };
}

const reasonOf = (/** @type {State} */ { engine }) => JSON.parse(engine.session()).reason;

/**
 * Renews while nobody else does, in this process or, with a store that has locks, in another.
 *
 * @template T
 * @param {Shared} backend
 * @param {Slot} slot
 * @param {(held: boolean) => Promise<T>} work
 */
async function withLock({ options: { store }, recent }, slot, work) {
  if (!(await slot.isWritable())) {
    throw failure("session_expired", "The token has expired and can't be renewed here.", "no", {
      hint: HINT,
    });
  }
  if (!store?.lock || recent.newer(slot.id, /** @type {number} */ (slot.payload?.version)))
    return work(true);
  let begun = false;
  try {
    return await store.lock(await storeKey(slot.id), () => {
      begun = true;
      return work(true);
    });
  } catch (error) {
    if (begun) throw error;
    return work(false);
  }
}

/**
 * What an app's own store throws is not shown: it may hold addresses and passwords.
 *
 * @template T
 * @param {() => Promise<T>} work
 * @param {PresskeyError["sent"]} [sent]
 */
async function storageOf(work, sent = "no") {
  try {
    return await work();
  } catch {
    throw storageUnavailable(sent);
  }
}
