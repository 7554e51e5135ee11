import { checkNumber, failure } from "./error.js";
import { claimsIn, isUsable, noteKey, readNote, urlOf } from "./glance.js";
import { loaderOf } from "./load.js";
import { markersOf } from "./markers.js";
import { isStatic, optionsOf } from "./options.js";
import { prepare } from "./request.js";
import { isPlainAnswer, isPlainValue, transmit, UNREACHABLE } from "./send.js";
import { shared } from "./shared.js";
import { reasonOf, throwIfAborted } from "./signal.js";
import { quiet, webStorage } from "./storage.js";
import { clientOver, shownSession } from "./surface.js";

/**
 * @import { Client, ClientOptions, Session } from "../index.d.ts"
 * @import { Answer, Core, Driver, Earlier, Ended, Host, Outcome, PartLoaders, Parts, Prepared, Seen, SentRequest } from "./types.d.ts"
 */

/** Milliseconds that a logout waits for the engine, and that a page may take to become idle. */
const PATIENCE = 5000;

/** Milliseconds after which the engine is tried again that could not be loaded in the background. */
const PAUSE = 30_000;

/** @type {Session} */
const LOGGED_OUT = { status: "anonymous", reason: "logged_out" };

/**
 * createClient() over a way to load the rest of the package.
 *
 * Until the engine is there the front shows what is stored, if that is plain, and sends what needs no
 * decision. From then on the engine tells it what to show, and gets every call.
 *
 * @param {PartLoaders} parts
 * @returns {(site: string | URL | ClientOptions, host?: Host) => Client}
 */
export const clientFactory = (parts) => (site, host) => {
  const options = { ...optionsOf(site, isStatic), ...host };
  const { key, place, storage, via } = options;
  const part = loaderOf(parts);
  const shown = shownSession();
  /** @type {WeakMap<Response, SentRequest>} */
  const sentWith = new WeakMap();
  const markers = markersOf(`${key}:logout`, place);
  const stores =
    place === "page" && /** @type {unknown[]} */ (["session", "local"]).includes(storage)
      ? /** @type {const} */ (["sessionStorage", "localStorage"]).map(webStorage)
      : [];
  /** Whether what is stored is for the engine, or the backend, to read: it may take its time. */
  const isSlow = via || !/^(session|local|memory)$/.test(/** @type {string} */ (storage));

  /** @type {any} The claims, of the type that the app names. */
  let claims;
  /**
   * The stored session that the front uses until the engine is there.
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
  /** @type {(() => void) | undefined} */
  let afterwards;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const show = (/** @type {Session} */ next) => {
    claims = undefined;
    shown.show(next);
  };

  const stored = () => {
    const found = stores.map((store) => ({ store, record: quiet(() => store.get(key)) }));
    return found.find(({ record }) => record);
  };

  const usable = () =>
    !engine && seen && stored()?.record === seen.record && isUsable(seen, markers)
      ? seen
      : undefined;

  /** Whether nobody can be logged in. */
  const isNobody = () => !stored() && (ended || !isSlow);

  /** A logout before this has told already. */
  const showNobody = () => {
    if (shown.current().status === "loading") show({ status: "anonymous" });
  };

  /** @param {[Parts["engine"], Pick<Core, "instance">]} loaded */
  const attach = ([{ connect }, core]) => {
    const host = { options, part, changed: show, sentWith, ended, closed, seen };
    engine = connect(core, host, shared);
    disconnect();
    seen = undefined;
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
                  ["engine", "core", parts.login && !isSlow && !stored() ? "login" : "core"]
            ).map((name) => part(name)),
          )
        )
      ),
    );

  /**
   * @template T
   * @param {(engine: Driver) => T | Promise<T>} use
   * @param {AbortSignal | null} [signal]
   * @returns {Promise<T>}
   */
  const withEngine = async (use, signal) => {
    throwIfAborted(signal);
    if (engine) return use(engine);
    loading ??= load().catch((error) => {
      loading = undefined;
      throw error;
    });
    await unlessAborted(loading, signal);
    return use(/** @type {Driver} */ (/** @type {unknown} */ (engine)));
  };

  const inBackground = () => {
    if (engine) return;
    withEngine(() => {}).catch(() => {
      clearTimeout(timer);
      if (!closed) timer = setTimeout(inBackground, PAUSE);
    });
  };

  /** Loads the engine when neither the page nor a call has anything better to do. */
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
      else globalThis.addEventListener("load", whenIdle, { once: true });
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
    // Undefined only where `url` is, too.
    const begun = /** @type {Seen} */ (isOmitted ? seen : usable());
    // What is begun for one user does not go on for another.
    const { whose = begun } = request;
    if (begun) whose.user ??= begun.user;
    const isTheirs = begun && whose.user === begun.user;
    const url = isTheirs && isPlain(request) ? urlOf(begun, request.target) : undefined;
    /** @param {Earlier["outcome"]} [outcome] */
    const goOn = (outcome) =>
      withEngine(({ send }) => send(request, begun && { begun, outcome }, wantsValue), signal);
    if (!url) return goOn();
    const header = isOmitted ? undefined : begun.scheme + begun.token;
    sending++;
    const start = (/** @type {AbortSignal} */ ended) =>
      request.send(url, header, ended, begun.carrier);
    /** @returns {Promise<{ done?: Answer, outcome?: Outcome }>} */
    const work = async () => {
      const outcome = await transmit(request.timeout, start, signal, () => wantsValue);
      const { response, text, cause } = outcome;
      // Node's `fetch` refuses signals of jsdom, before it sends anything.
      if (/AbortSignal/.test(/** @type {any} */ (cause)?.message)) return {};
      if (!isPlainAnswer(response, begun.carrier)) return { outcome };
      let value;
      if (wantsValue) {
        if (text === undefined) return { outcome: { status: UNREACHABLE, cause } };
        try {
          value = JSON.parse(text);
        } catch {
          return { outcome };
        }
        if (!response.ok || !isPlainValue(value, text)) return { outcome };
      }
      sentWith.set(response, { url, method: request.method, token: !isOmitted });
      return { done: { response, value, text } };
    };
    const answered = work().finally(() => {
      sending--;
      if (sending || !afterwards) return;
      afterwards = void afterwards();
    });
    const { done, outcome } = await unlessAborted(answered, signal);
    return done ?? goOn(outcome && { ...outcome, url, header });
  };

  /** @param {Prepared} request */
  const isPlain = ({ wrapped }) =>
    !wrapped && !(globalThis.location?.protocol === "https:" && options.id.startsWith("http:"));

  const client = clientOver(options, part, shown, withEngine, send, {
    async ready() {
      if (engine || usable()) await engine?.ready();
      // The session that is shown may have been removed elsewhere, unheard of as yet.
      else if (seen || !isNobody()) await withEngine(({ ready }) => ready());
      else showNobody();
      return shown.current();
    },
    async logout({ everywhere = false } = {}) {
      if (engine) return /** @type {Promise<void>} */ (engine.logout(everywhere));
      const { record } = stored() ?? {};
      const user = usable()?.user;
      for (const store of stores) {
        quiet(() => store.remove(key));
        quiet(() => store.remove(noteKey(key)));
      }
      if (user) markers.leave(user);
      ended ??= { record: isSlow ? undefined : record, everywhere, isMarked: Boolean(user) };
      seen = undefined;
      show(LOGGED_OUT);
      if (!record && !isSlow) return;
      /** @type {ReturnType<typeof setTimeout> | undefined} */
      let late;
      await Promise.race([
        withEngine(() => /** @type {Ended} */ (ended).done).catch((error) => {
          if (isSlow) throw error;
        }),
        new Promise((resolve, reject) => {
          late = setTimeout(() => {
            if (!isSlow || (via && engine)) resolve(undefined);
            // What only the engine can remove may still be stored.
            else reject(failure("storage_unavailable", "The session was not removed in time."));
          }, PATIENCE);
        }),
      ]).finally(() => clearTimeout(late));
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
      const now = usable();
      const end = now?.session.expiresAt;
      if (now && (end == null || end - Date.now() >= minValidity * 1000)) return now.token;
      return withEngine(({ getToken }) => getToken(minValidity, signal), signal);
    },
    claims() {
      const text = engine ? engine.claims() : claimsIn(usable());
      claims = text ? (claims ?? JSON.parse(text)) : null;
      return claims;
    },
    close() {
      closed = true;
      disconnect();
      engine?.close();
    },
  });

  const { record, store } = stored() ?? {};
  seen = readNote(
    options,
    record,
    quiet(() => /** @type {(typeof stores)[number]} */ (store).get(noteKey(key))),
  );
  seen = usable();
  if (seen) show(seen.session);
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
const unlessAborted = async (work, signal) =>
  new Promise((resolve, reject) => {
    const abort = () => reject(reasonOf(/** @type {AbortSignal} */ (signal)));
    signal?.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal?.removeEventListener("abort", abort));
  });
