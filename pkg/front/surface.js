import { report } from "./report.js";

/**
 * What a client shows, and who follows it.
 *
 * @returns `current()`, `show(session)` and `subscribe(listener)`
 */
export function shownSession() {
  const listeners = new Set();
  let session = Object.freeze({ status: "loading" });
  return {
    current: () => session,
    show(next) {
      if (JSON.stringify(next) === JSON.stringify(session)) return;
      Object.freeze(next.user);
      session = Object.freeze({ ...next });
      for (const listener of [...listeners]) {
        try {
          listener(session);
        } catch (error) {
          report(error);
        }
      }
    },
    subscribe(listener) {
      // Its own entry, so that one function may subscribe twice.
      const entry = (next) => listener(next);
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
  };
}

/**
 * The methods of a Client that are the same with and without a backend.
 *
 * @param {object} options of the client
 * @param {(name: string) => Promise<object>} part see load.js
 * @param {ReturnType<typeof shownSession>} shown
 * @param {(use: (engine: object) => unknown, signal?: AbortSignal) => Promise<unknown>} withEngine
 *   runs with the engine, or with what takes its place
 * @param {Function} send sends a request: (input, init, options, wantsValue)
 * @param {object} own the other methods
 */
export function clientOver(options, part, { current, subscribe }, withEngine, send, own) {
  /** Sends a call and reads the response: its value, and the response to be read once more. */
  const answer = (input, init, more) => send(input, init, more, true);
  const withContent =
    (name, ...first) =>
    async (...given) =>
      (await part("content"))[name](answer, ...first, ...given);
  const viaEngine =
    (name) =>
    async (...given) =>
      withEngine((engine) => engine[name](...given));

  const client = {
    get session() {
      return current();
    },
    subscribe,
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
    fetch: async (input, init) => (await send(input, init)).response,
    json: async (input, init) => (await answer(input, init)).value,
    paginate(path, init) {
      const each = (what) =>
        async function* () {
          yield* await withContent(what)(path, init);
        };
      return { pages: each("pages"), [Symbol.asyncIterator]: each("items") };
    },
    page: withContent("page"),
    upload: withContent("upload", options),
    batch: withContent("batch"),
    preload: () => withEngine(({ look }) => look?.()),
    supportBundle: (given) => withEngine((engine) => engine.supportBundle(given, client)),
  };
  if (Symbol.dispose) client[Symbol.dispose] = own.close;
  return Object.assign(client, own);
}
