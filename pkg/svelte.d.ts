import type { Readable } from "svelte/store";
import type { Client, Credentials, PresskeyError, Session, WordPressClaims } from "./index.js";

/**
 * Provides the client to the components inside. Call it while a component initialises, for example in the
 * root layout. It never closes the client.
 * @example
 * ```js
 * import { createClient } from "presskey";
 * import { createPresskey } from "presskey/svelte";
 *
 * createPresskey(createClient("https://example.com"));
 * ```
 */
export function createPresskey(client: Client): Client;

/** The client of the nearest {@link createPresskey}. Throws an `Error` if there is none. */
export function useClient(): Client;

/**
 * The session as a store. It changes whenever the session does, in this tab or another. On a server and
 * while the page hydrates it is `{ status: "loading" }`.
 * @param client Default: the client of the component. Pass one to use the store outside of components.
 */
export function useSession(client?: Client): Readable<Session>;

/** The claims of the token as a store, or null if nobody is logged in. */
export function useClaims<T = WordPressClaims>(client?: Client): Readable<T | null>;

/**
 * Logs in and keeps the state that a form shows. Each call has its own state. It loads the engine
 * when the component mounts. Call it while a component initialises.
 * @example
 * ```js
 * const { login, pending, error } = useLogin();
 * await login({ username: "editor", password: "…" });
 * ```
 */
export function useLogin(client?: Client): UseLogin;

/** What {@link useLogin} returns. */
export interface UseLogin {
  /**
   * Resolves with the session, or with null after a failure, which is then in `error`. It never
   * rejects. An abort by `signal` resolves with null too and is no error. If calls overlap, the last
   * one decides `pending` and `error`.
   */
  login: (
    credentials: Credentials,
    options?: Parameters<Client["login"]>[1],
  ) => Promise<Session | null>;
  /** Whether a login is in progress. */
  pending: Readable<boolean>;
  /** Why the last login failed. Null again when the next login starts, or after `reset()`. */
  error: Readable<PresskeyError | null>;
  /** Clears the error. */
  reset: () => void;
}

/** {@link Client.logout} of the component's client. */
export function useLogout(client?: Client): Client["logout"];
