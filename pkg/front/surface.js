import { report } from "./report.js";

/**
 * @import { AuthenticatedSession, Client, PaginateInit, Session, WpRequestInit } from "../index.d.ts"
 * @import { Answer, Ask, LoadPart, Options, WithEngine } from "./types.d.ts"
 */

/**
 * What a client shows, and who follows it.
 *
 * Returns `current()`, `user()`, `claims(text)`, `show(session, user)` and `subscribe(listener)`. `user`
 * names the user of the session, if there is one, as `Login::user_key` in src/core/login.rs or as the
 * backend does.
 */
export function shownSession() {
  /** @type {Set<(session: Session) => void>} */
  const listeners = new Set();
  /** @type {Session} */
  let session = Object.freeze({ status: "loading" });
  /** @type {string | undefined} */
  let user;
  /** @type {any} The claims, of the type that the app names. */
  let claims;
  return {
    current: () => session,
    user: () => user,
    /** The claims of the session, which are parsed once. @param {string | undefined} text */
    claims(text) {
      if (!text) return null;
      claims ??= JSON.parse(text);
      return claims;
    },
    /** @param {Session} next @param {string} [whose] */
    show(next, whose) {
      claims = undefined;
      user = whose;
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
 * @param {WithEngine} withEngine runs with the engine, or with what takes its place, and with the user
 *   whom the client showed when it was called
 * @param {(
 *   input: string | URL | Request,
 *   init?: WpRequestInit,
 *   more?: Parameters<Ask>[2],
 *   wantsValue?: boolean,
 * ) => Promise<Answer>} send sends a request; `more` are options for it alone
 * @param {Pick<Client, Own>} own the other methods
 * @returns {Client}
 */
export function clientOver(options, part, shown, withEngine, send, own) {
  /** Sends a call and reads the response: its value, and the response to be read once more. */
  /** @type {(...given: [...Parameters<Client["fetch"]>, more?: Parameters<Ask>[2]]) => Promise<Answer>} */
  const answer = (input, init, more) => send(input, init, more, true);
  /**
   * @template {"page" | "upload" | "batch" | "pages" | "items"} Name
   * @param {Name} name
   */
  const withContent =
    (name) =>
    async (/** @type {unknown[]} */ ...given) => {
      // Before the part is loaded: somebody else may log in meanwhile.
      const whose = { user: shown.user() };
      return /** @type {Function} */ ((await part("content"))[name])(
        answer,
        whose,
        options,
        ...given,
      );
    };
  /** @param {"authorize" | "explain" | "diagnose"} name */
  const viaEngine =
    (name) =>
    async (/** @type {unknown[]} */ ...given) =>
      withEngine((engine) => /** @type {Function} */ (engine[name])(...given));

  const client = /** @type {Client} */ (
    /** @type {unknown} */ ({
      get session() {
        return shown.current();
      },
      subscribe: shown.subscribe,
      /** @type {Client["login"]} */
      login: async (credentials, how = {}) => {
        await withEngine(({ login }) => login(credentials, how), how.signal);
        return shown.current();
      },
      async refresh() {
        await withEngine(({ refresh }, user) => refresh(user));
        return shown.current();
      },
      authorize: viaEngine("authorize"),
      validate: () => withEngine(({ validate }, user) => validate(user)),
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
      upload: withContent("upload"),
      batch: withContent("batch"),
      preload: () => withEngine(({ look }) => look()),
      supportBundle: (/** @type {object | undefined} */ given) =>
        withEngine((engine) => engine.supportBundle(given, client)),
    })
  );
  if (Symbol.dispose)
    /** @type {{ [key: symbol]: unknown }} */ (/** @type {unknown} */ (client))[Symbol.dispose] =
      own.close;
  return Object.assign(client, own);
}
