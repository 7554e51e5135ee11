import { report } from "./report.js";

/**
 * @import { AuthenticatedSession, Client, PaginateInit, Session, WpRequestInit } from "../index.d.ts"
 * @import { Answer, Ask, Driver, LoadPart, Options } from "./types.d.ts"
 */

/**
 * What a client shows, and who follows it.
 *
 * Returns `current()`, `show(session)` and `subscribe(listener)`.
 */
export function shownSession() {
  /** @type {Set<(session: Session) => void>} */
  const listeners = new Set();
  /** @type {Session} */
  let session = Object.freeze({ status: "loading" });
  return {
    current: () => session,
    /** @param {Session} next */
    show(next) {
      if (JSON.stringify(next) === JSON.stringify(session)) return;
      Object.freeze(/** @type {AuthenticatedSession} */ (next).user);
      session = Object.freeze({ ...next });
      for (const listener of [...listeners]) {
        try {
          listener(session);
        } catch (error) {
          report(error);
        }
      }
    },
    /** @param {(session: Session) => void} listener */
    subscribe(listener) {
      // Its own entry, so that one function may subscribe twice.
      const entry = (/** @type {Session} */ next) => listener(next);
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
  };
}

/**
 * The methods of a Client that are the same with and without a backend.
 *
 * @typedef {"ready" | "logout" | "completeAuthorization" | "token" | "getToken" | "claims" | "close"} Own
 *   methods that differ
 *
 * @param {Options} options of the client
 * @param {LoadPart} part see load.js
 * @param {ReturnType<typeof shownSession>} shown
 * @param {<T>(use: (engine: Driver) => T | Promise<T>, signal?: AbortSignal | null) => Promise<T>} withEngine
 *   runs with the engine, or with what takes its place
 * @param {(
 *   input: string | URL | Request,
 *   init?: WpRequestInit,
 *   more?: Parameters<Ask>[2],
 *   wantsValue?: boolean,
 * ) => Promise<Answer>} send sends a request; `more` are options for it alone
 * @param {Pick<Client, Own>} own the other methods
 * @returns {Client}
 */
export function clientOver(options, part, { current, subscribe }, withEngine, send, own) {
  /** Sends a call and reads the response: its value, and the response to be read once more. */
  /** @type {(...given: [...Parameters<Client["fetch"]>, more?: Parameters<Ask>[2]]) => Promise<Answer>} */
  const answer = (input, init, more) => send(input, init, more, true);
  /**
   * @template {"page" | "upload" | "batch" | "pages" | "items"} Name
   * @param {Name} name
   * @param {unknown[]} first
   */
  const withContent =
    (name, ...first) =>
    async (/** @type {unknown[]} */ ...given) =>
      /** @type {Function} */ ((await part("content"))[name])(answer, ...first, ...given);
  /** @param {"authorize" | "validate" | "explain" | "diagnose"} name */
  const viaEngine =
    (name) =>
    async (/** @type {unknown[]} */ ...given) =>
      withEngine((engine) => /** @type {Function} */ (engine[name])(...given));

  const client = /** @type {Client} */ (
    /** @type {unknown} */ ({
      get session() {
        return current();
      },
      subscribe,
      /** @type {Client["login"]} */
      login: async (credentials, how = {}) => {
        await withEngine(({ login }) => login(credentials, how), how.signal);
        return current();
      },
      async refresh() {
        await withEngine(({ refresh }) => refresh());
        return current();
      },
      authorize: viaEngine("authorize"),
      validate: viaEngine("validate"),
      explain: viaEngine("explain"),
      diagnose: viaEngine("diagnose"),
      /** @type {Client["fetch"]} */
      fetch: async (input, init) => (await send(input, init)).response,
      /** @type {(...given: Parameters<Client["fetch"]>) => Promise<unknown>} */
      json: async (input, init) => (await answer(input, init)).value,
      /** @param {string} path @param {PaginateInit} [init] */
      paginate(path, init) {
        const each = (/** @type {"pages" | "items"} */ what) =>
          async function* () {
            yield* await withContent(what)(path, init);
          };
        return { pages: each("pages"), [Symbol.asyncIterator]: each("items") };
      },
      page: withContent("page"),
      upload: withContent("upload", options),
      batch: withContent("batch"),
      preload: () => withEngine(({ look }) => look?.()),
      supportBundle: (/** @type {object | undefined} */ given) =>
        withEngine((engine) => engine.supportBundle(given, client)),
    })
  );
  if (Symbol.dispose)
    /** @type {{ [key: symbol]: unknown }} */ (/** @type {unknown} */ (client))[Symbol.dispose] =
      own.close;
  return Object.assign(client, own);
}
