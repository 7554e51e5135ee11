import { checkNumber, failure } from "./error.js";
import { claimsIn, isUsable, noteKey, noteOf, readNote, urlOf } from "./glance.js";
import { loaderOf } from "./load.js";
import { markersOf } from "./markers.js";
import { isStatic, optionsOf } from "./options.js";
import { prepare } from "./request.js";
import { isPlainAnswer, isPlainValue, transmit } from "./send.js";
import { shared } from "./shared.js";
import { reasonOf, throwIfAborted } from "./signal.js";
import { quiet, webStorage } from "./storage.js";
import { clientOver, shownSession } from "./surface.js";

/**
 * @import { Client, ClientOptions } from "../index.d.ts"
 * @import { Answer, Core, Driver, DriverHost, Earlier, Ended, Host, Known, Outcome, Parts, PartLoaders, Seen, WithEngine } from "./types.d.ts"
 */

/** Milliseconds that a logout waits for the engine, and that a page may take to become idle. */
const PATIENCE = 5000;

/** Milliseconds after which the engine is tried again that could not be loaded in the background. */
const PAUSE = 30_000;

/**
 * createClient() over a way to load the rest of the package.
 *
 * Until the engine is there the front shows what is stored, if that is plain. From then on the engine
 * tells it what to show. The front sends the calls that need no decision, before and after.
 *
 * @param {PartLoaders} parts
 * @returns {(site: string | URL | ClientOptions, host?: Host) => Client}
 */
export const clientFactory = (parts) => (site, host) => {
  const options = { ...optionsOf(site, isStatic), ...host };
  const { key, place, storage, via } = options;
  const part = loaderOf(parts);
  const shown = shownSession();
  /** @type {DriverHost["sentWith"]} */
  const sentWith = new WeakMap();
  const markers = markersOf(`${key}:logout`, place);
  const isWeb = /** @type {unknown[]} */ (["session", "local"]).includes(storage);
  const stores =
    place === "page" && isWeb
      ? /** @type {const} */ (["sessionStorage", "localStorage"]).map(webStorage)
      : [];
  /** Whether what is stored is for the engine, or the backend, to read: it may take its time. */
  const isSlow = via || !(isWeb || storage === "memory");

  /**
   * The session with which the front sends calls: the stored one until the engine is there, then what
   * the engine has noted.
   *
   * @type {Seen | undefined}
   */
  let seen;
  /**
   * A logout that the engine has to complete.
   *
   * @type {Ended | undefined}
   */
  let ended;
  let closed = false;
  /** @type {Driver | undefined} */
  let engine;
  /** @type {Promise<void> | undefined} */
  let loading;
  /** Calls that the front has sent, and what to do when they are answered. */
  let sending = 0;
  /** @type {(() => undefined) | undefined} */
  let afterwards;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const stored = () => {
    const found = stores.map((store) => ({ store, record: quiet(() => store.get(key)) }));
    return found.find(({ record }) => record);
  };

  /** Only the engine knows whether the token was refused, for example. */
  const usable = () =>
    seen &&
    (!engine || engine.current?.(seen.token)) &&
    (!stores.length || stored()?.record === seen.record) &&
    isUsable(seen, markers)
      ? seen
      : undefined;

  /** Whether nobody can be logged in. */
  const isNobody = () => !stored() && (ended || !isSlow);

  /** A logout before this has told already. */
  const showNobody = () => {
    if (shown.current().status === "loading") shown.show({ status: "anonymous" });
  };

  /** @param {[record: any, note: any, known?: Known]} given as readNote() takes it */
  const noted = (...given) => {
    seen = readNote(options, ...given);
  };

  /** @param {[Parts["engine"], Pick<Core, "instance">]} loaded */
  const attach = ([{ connect }, core]) => {
    const host = {
      ...{ options, part, changed: shown.show, noted, sentWith, ended, closed, seen },
      // Which the engine would otherwise bring a second time.
      ...{ transmit, markersOf, noteOf },
    };
    seen = undefined;
    engine = connect(core, host, shared);
    disconnect();
  };

  const load = async () =>
    attach(
      /** @type {Parameters<typeof attach>[0]} */ (
        /** @type {unknown} */ (
          await Promise.all(
            /** @type {(keyof Parts)[]} */ (
              via
                ? ["via"]
                : // For a login, or a call that has to find the REST root: at the same time.
                  ["engine", "core", parts.login && isNobody() ? "login" : "core"]
            ).map((name) => part(name)),
          )
        )
      ),
    );

  /** @type {WithEngine} */
  const withEngine = async (use, signal) => {
    const user = shown.user();
    throwIfAborted(signal);
    if (engine) return use(engine, user);
    loading ??= load().catch((error) => {
      loading = undefined;
      throw error;
    });
    await unlessAborted(loading, signal);
    return use(/** @type {Driver} */ (/** @type {unknown} */ (engine)), user);
  };

  const inBackground = () => {
    if (engine) return;
    withEngine(() => {}).catch(() => {
      clearTimeout(timer);
      if (!closed) timer = setTimeout(inBackground, PAUSE);
    });
  };

  /**
   * Loads the engine when neither the page nor a call has anything better to do.
   *
   * @returns {undefined}
   */
  const whenIdle = () => {
    const idle =
      globalThis.requestIdleCallback ??
      ((/** @type {() => void} */ work) => setTimeout(work, 1000));
    idle(
      () => {
        if (closed) return;
        if (sending) afterwards = whenIdle;
        else inBackground();
      },
      { timeout: PATIENCE },
    );
  };

  /** Another tab, or another client of this page, has done something. */
  const noticed = () => {
    if (seen ? !usable() : stored()) inBackground();
  };

  /** @type {(BroadcastChannel & { unref?(): void }) | undefined} */
  let channel;
  const listen = () => {
    if (!stores.length) return;
    channel = quiet(() => new BroadcastChannel(key));
    if (channel) channel.onmessage = noticed;
    // Node's keeps the process alive, for example of a test with the globals of jsdom.
    channel?.unref?.();
    globalThis.addEventListener?.("storage", noticed);
  };
  const disconnect = () => {
    clearTimeout(timer);
    channel?.close();
    globalThis.removeEventListener?.("storage", noticed);
  };

  const start = () => {
    if (engine || closed) return;
    listen();
    if (seen) {
      if (document.readyState === "complete") whenIdle();
      else globalThis.addEventListener("load", whenIdle);
    } else if (isNobody()) showNobody();
    else inBackground();
  };

  /**
   * Sends a call; `more` are options that hold for it alone. With `wantsValue` the response is read as
   * well: a value that needs no decision, or what the engine makes of it.
   *
   * @type {Parameters<typeof clientOver>[4]}
   */
  const send = async (input, init, more, wantsValue) => {
    const request = prepare(input, init, { ...options, ...more });
    const { signal } = request;
    throwIfAborted(signal);
    const isOmitted = request.auth === "omit";
    const url = seen && !request.wrapped && urlOf(seen, request.target);
    // Undefined only where the front does not send. The engine begins its calls itself, if it is there.
    const sendable = engine && !url ? undefined : isOmitted ? seen : usable();
    // Until then a write is begun for the user whom the page shows, even if that session is gone.
    const begun = /** @type {Seen} */ (engine || request.safe ? sendable : seen);
    // What is begun for one user does not go on for another.
    const { whose = begun } = request;
    if (begun) whose.user ??= begun.user;
    const isTheirs = url && sendable && whose.user === begun.user;
    /** @param {Earlier} [earlier] */
    const goOn = (earlier) => withEngine(({ send }) => send(request, earlier, wantsValue), signal);
    if (!isTheirs) return goOn(engine ? undefined : begun && { begun });
    const header = isOmitted ? undefined : begun.scheme + begun.token;
    const start = (/** @type {AbortSignal} */ ended) =>
      request.send(url, header, ended, begun.carrier, begun.uncached);
    const isRead = (/** @type {Response} */ response) =>
      wantsValue || begun.isJudged?.(response, header, begun.carrier);
    sending++;
    const sent = transmit(request.timeout, start, signal, isRead);
    /** @param {Outcome} outcome @returns {Answer | undefined} nothing if the engine has to decide */
    const plain = ({ response, text }) =>
      // Throws if there is no response or no JSON, and in SvelteKit for a header that the app has not
      // released.
      quiet(() => {
        const value = wantsValue && JSON.parse(/** @type {string} */ (text));
        const given = /** @type {Response} */ (response);
        if (!isPlainAnswer(given, begun.carrier)) return undefined;
        if (wantsValue && !(given.ok && isPlainValue(value, /** @type {string} */ (text))))
          return undefined;
        begun.answered?.();
        sentWith.set(given, {
          ...{ request, url, header: header?.length, user: begun.user, epoch: begun.epoch },
        });
        return { response: given, value, text };
      });
    const answered = sent.then(plain).finally(() => {
      if (!--sending) afterwards = afterwards?.();
    });
    return (
      (await unlessAborted(answered, signal)) ??
      goOn({ begun, outcome: { ...(await sent), url, header } })
    );
  };

  const client = clientOver(options, part, shown, withEngine, send, {
    async ready() {
      // The session that is shown may have been removed elsewhere, unheard of as yet.
      if (engine || (seen ? !usable() : !isNobody())) await withEngine(({ ready }) => ready());
      else showNobody();
      return shown.current();
    },
    async logout({ everywhere = false } = {}) {
      const { record, store } = stored() ?? {};
      // What another tab has stored may be another user's. The engine can tell.
      if (engine || (record && record !== seen?.record && shown.current().status !== "loading")) {
        return /** @type {Promise<void>} */ (
          withEngine(({ logout }, user) => logout(everywhere, user))
        );
      }
      const user = usable()?.user;
      // The engine removes what else there is of this user.
      quiet(() => {
        store?.remove(key);
        store?.remove(noteKey(key));
      });
      if (user) markers.leave(user);
      ended ??= { record, everywhere, user, at: Date.now() };
      seen = undefined;
      shown.show({ status: "anonymous", reason: "logged_out" });
      if (!record && !isSlow) return;
      /** @type {ReturnType<typeof setTimeout> | undefined} */
      let late;
      await Promise.race([
        withEngine(() => /** @type {Ended} */ (ended).done),
        new Promise((resolve, reject) => {
          const error = failure("storage_unavailable", "The session may still be stored.");
          late = setTimeout(() => (via && engine ? resolve(undefined) : reject(error)), PATIENCE);
        }),
      ])
        .catch((error) => {
          // What only the engine can remove may still be stored.
          if (isSlow) throw error;
        })
        .finally(() => clearTimeout(late));
    },
    async completeAuthorization(url) {
      // Every visitor runs this, and few come back from an approval page.
      const address = String(url ?? globalThis.location?.href);
      if (!address.includes("presskey_state")) return null;
      return (await withEngine((engine) => engine.completeAuthorization(url)))
        ? shown.current()
        : null;
    },
    token: () => (engine ? engine.token() : (usable()?.token ?? null)),
    async getToken({ minValidity = 0, signal } = {}) {
      checkNumber("minValidity", minValidity);
      throwIfAborted(signal);
      if (!engine && isNobody()) return null;
      const now = engine ? undefined : usable();
      const end = now?.session.expiresAt ?? Infinity;
      if (now && end - Date.now() >= minValidity * 1000) return now.token;
      return withEngine(({ getToken }, user) => getToken(minValidity, signal, user), signal);
    },
    claims: () => shown.claims(engine ? engine.claims() : claimsIn(usable())),
    close() {
      closed = true;
      disconnect();
      engine?.close();
    },
  });

  const found = stored();
  if (found) noted(found.record, found.store.get(noteKey(key)));
  seen = usable();
  if (seen) shown.show(seen.session, seen.user);
  if (parts.now && !via) attach(parts.now);
  // On servers a client does nothing unasked.
  if (place !== "server") queueMicrotask(start);
  return client;
};

/**
 * The work, unless the caller gives up first.
 *
 * @template T
 * @param {Promise<T>} work
 * @param {AbortSignal | null} [signal]
 * @returns {Promise<T>}
 */
const unlessAborted = (work, signal) =>
  signal
    ? new Promise((resolve, reject) => {
        const abort = () => reject(reasonOf(signal));
        signal.addEventListener("abort", abort);
        work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
      })
    : work;
