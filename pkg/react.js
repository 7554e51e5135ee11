"use client";

// presskey/react: what React needs to follow a client. Plain `createElement`, so that no build step
// stands between this file and the app.
import {
  createContext,
  createElement,
  useCallback,
  useContext,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { LOADING, preload, read, userOf } from "./bindings/session.js";
import { usePageOf } from "./bindings/use-page.js";

/**
 * @import { ReactNode } from "react"
 * @import { Client, PresskeyError, Session } from "./index.d.ts"
 */

// One for each copy of React, also where a page has this file twice, as ESM and as CommonJS.
const CONTEXTS = Symbol.for("presskey/react");
const ClientContext = contextOf(createContext);

/**
 * @param {typeof createContext<Client | null>} create
 * @returns {import("react").Context<Client | null>}
 */
function contextOf(create) {
  const page = /** @type {{ [key: symbol]: WeakMap<object, ReturnType<typeof create>> }} */ (
    /** @type {unknown} */ (globalThis)
  );
  page[CONTEXTS] ??= new WeakMap();
  const contexts = page[CONTEXTS];
  if (!contexts.has(create)) contexts.set(create, create(null));
  return /** @type {ReturnType<typeof create>} */ (contexts.get(create));
}

// The session that the server rendered with. It counts until the client knows better.
const InitialContext = createContext(/** @type {Session | undefined} */ (undefined));

/** @type {Pick<import("./react.d.ts").UseLogin, "pending" | "error">} */
const IDLE = { pending: false, error: null };

// By session, so that every component and every render sees the same object for the same session.
/** @type {WeakMap<Session, any>} The claims are of the type that the app names. */
const claimsOf = new WeakMap();

/** @type {typeof import("./react.d.ts").PresskeyProvider} */
export function PresskeyProvider({ client, session, children }) {
  useEffect(() => void read(client), [client]);
  useEffect(() => {
    // The server has rendered again for somebody else, for example after a server action logged in.
    const isNews =
      session && client.session.status !== "loading" && !isSame(session, client.session);
    if (isNews) client.preload().catch(() => {});
  }, [client, session]);
  return createElement(
    ClientContext.Provider,
    { value: client },
    createElement(InitialContext.Provider, { value: session }, children),
  );
}

/** @param {Session} a @param {Session} b */
const isSame = (a, b) => userOf(a) === userOf(b);

export function useClient() {
  const client = useContext(ClientContext);
  if (!client) {
    throw new Error(
      "presskey/react: no client here. Wrap your app in <PresskeyProvider client={createClient(site)}>.",
    );
  }
  return client;
}

export function useSession({ suspense = false } = {}) {
  const client = useClient();
  const initial = useContext(InitialContext);
  const session = useSyncExternalStore(
    client.subscribe,
    () => (initial && client.session.status === "loading" ? initial : client.session),
    () => initial ?? LOADING,
  );
  // A server cannot wait for what only the browser knows, nor may a page that hydrates.
  if (suspense && session.status === "loading" && session !== LOADING) {
    const { promise, error } = read(client);
    // React, of 18 as of 19, renders again when the promise is settled.
    throw error ?? promise;
  }
  return session;
}

export function useClaims() {
  const client = useClient();
  const session = useSession();
  if (session.status !== "authenticated") return null;
  if (!claimsOf.has(session)) claimsOf.set(session, client.claims());
  return claimsOf.get(session);
}

export function useLogin() {
  const client = useClient();
  const [{ pending, error }, setState] = useState(IDLE);
  const latest = useRef(0);
  useEffect(() => preload(client), [client]);

  const login = useCallback(
    /** @type {import("./react.d.ts").UseLogin["login"]} */
    async (credentials, options) => {
      const attempt = ++latest.current;
      // Of overlapping attempts only the last one speaks.
      const tell = (/** @type {typeof IDLE} */ state) =>
        attempt === latest.current && setState(state);
      setState({ pending: true, error: null });
      try {
        const session = await client.login(credentials, options);
        tell(IDLE);
        return session;
      } catch (error) {
        // The caller aborted it, so there is no failure to show.
        tell(
          options?.signal?.aborted
            ? IDLE
            : { pending: false, error: /** @type {PresskeyError} */ (error) },
        );
        return null;
      }
    },
    [client],
  );

  const reset = useCallback(
    () => setState((state) => (state.error ? { ...state, error: null } : state)),
    [],
  );
  return { login, pending, error, reset };
}

export function useLogout() {
  const client = useClient();
  return useCallback(
    (/** @type {Parameters<Client["logout"]>[0]} */ options) => client.logout(options),
    [client],
  );
}

/** @param {string | null} route @param {import("./react.d.ts").UsePageInit} [init] */
export function usePage(route, init = {}) {
  return usePageOf(useClient(), useSession(), route, init);
}

/** @param {import("./react.d.ts").SignedProps} props */
export function SignedIn({ children, fallback = null }) {
  return when("authenticated", useSession(), children, fallback);
}

/** @param {import("./react.d.ts").SignedProps} props */
export function SignedOut({ children, fallback = null }) {
  return when("anonymous", useSession(), children, fallback);
}

/**
 * @param {Session["status"]} status
 * @param {Session} session
 * @param {import("./react.d.ts").SignedProps["children"]} children
 * @param {ReactNode} fallback
 */
function when(status, session, children, fallback) {
  if (session.status === "loading") return fallback;
  if (session.status !== status) return null;
  return typeof children === "function" ? children(session) : children;
}
