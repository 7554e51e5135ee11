import type { ComputedRef, Plugin, ShallowRef } from "vue";
import type { Client, Credentials, PresskeyError, Session, WordPressClaims } from "./index.js";

/**
 * A Vue plugin that provides a client to the app. It never closes the client.
 * @example
 * ```js
 * import { createClient } from "presskey";
 * import { createPresskey } from "presskey/vue";
 * import { createApp } from "vue";
 * import App from "./App.vue";
 *
 * createApp(App).use(createPresskey(createClient("https://example.com"))).mount("#app");
 * ```
 */
export function createPresskey(client: Client): Plugin;

/** The app's client. Throws an `Error` if the plugin isn't installed. */
export function useClient(): Client;

/**
 * The session. It changes whenever the session does, in this tab or another. On a server and while a
 * component hydrates it is `{ status: "loading" }`.
 * @param client Default: the app's client. Pass one if the page has several.
 */
export function useSession(client?: Client): Readonly<ShallowRef<Session>>;

/** The claims of the token, or null if nobody is logged in. The same object until the session changes. */
export function useClaims<T = WordPressClaims>(client?: Client): ComputedRef<T | null>;

/**
 * Logs in and keeps the state that a form shows. Each call has its own state. It loads the engine
 * when the component mounts.
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
  pending: Readonly<ShallowRef<boolean>>;
  /** Why the last login failed. Null again when the next login starts, or after `reset()`. */
  error: Readonly<ShallowRef<PresskeyError | null>>;
  /** Clears the error. */
  reset: () => void;
}

/** {@link Client.logout} of the app's client. */
export function useLogout(client?: Client): Client["logout"];
