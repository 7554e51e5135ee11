import type { ReactElement, ReactNode } from "react";
import type { Client, Credentials, PresskeyError, Session, WordPressClaims } from "./index.js";

/**
 * Gives the components inside it a client, and has the client read its stored session; if that
 * fails, the error is reported (`reportError`) and the session stays `loading`. It never closes the
 * client: what you created is yours. Several on a page, also nested, do not meet.
 * @example
 * ```jsx
 * import { createClient } from "presskey";
 * import { PresskeyProvider } from "presskey/react";
 *
 * const wp = createClient("https://example.com"); // outside components: one for the page
 *
 * createRoot(document.getElementById("root")).render(
 *   <PresskeyProvider client={wp}>
 *     <App />
 *   </PresskeyProvider>,
 * );
 * ```
 */
export function PresskeyProvider(props: { client: Client; children?: ReactNode }): ReactElement;

/** The client of the nearest {@link PresskeyProvider}. Throws an `Error` where there is none. */
export function useClient(): Client;

/**
 * The session; the component renders anew when it changes, in whichever tab. On a server and while
 * hydrating it is always `{ status: "loading" }`.
 * @param options `suspense`: while the stored session is being read, the nearest `<Suspense>` shows its
 *   fallback, and what keeps it from being read (`wasm_unavailable`, `storage_unavailable`) is
 *   thrown to the nearest error boundary. On a server and while hydrating there is no waiting: the
 *   session is `loading` there, as without the option.
 * @example
 * ```jsx
 * function Name() {
 *   const session = useSession({ suspense: true });
 *   return session.status === "authenticated" ? session.user.displayName : "Visitor";
 * }
 *
 * <Suspense fallback="…">
 *   <Name />
 * </Suspense>;
 * ```
 */
export function useSession(options?: { suspense?: boolean }): Session;

/**
 * What the token says; null when nobody is logged in. The same object until the session changes,
 * so it may stand in a dependency array.
 */
export function useClaims<T = WordPressClaims>(): T | null;

/**
 * Logs in and keeps what a form needs to show. Each use of the hook has its own state.
 * @example
 * ```jsx
 * function LoginForm() {
 *   const { login, pending, error } = useLogin();
 *   return (
 *     <form
 *       onSubmit={(event) => {
 *         event.preventDefault();
 *         const form = new FormData(event.currentTarget);
 *         login({ username: String(form.get("username")), password: String(form.get("password")) });
 *       }}
 *     >
 *       <input name="username" autoComplete="username" />
 *       <input name="password" type="password" autoComplete="current-password" />
 *       <button disabled={pending}>Log in</button>
 *       {error && <p role="alert">{error.message}</p>}
 *     </form>
 *   );
 * }
 * ```
 */
export function useLogin(): UseLogin;

/** What {@link useLogin} returns. `login` and `reset` are stable. */
export interface UseLogin {
  /**
   * Resolves with the session, or with null after a failure, which is then in `error`; never
   * rejects. An abort by `signal` resolves with null too and is no error. Of overlapping calls the
   * last one decides `pending` and `error`.
   */
  login: (credentials: Credentials, options?: { signal?: AbortSignal }) => Promise<Session | null>;
  /** A login is under way. */
  pending: boolean;
  /** Why the last login failed; null since the next one began, succeeded or was reset. */
  error: PresskeyError | null;
  /** Forgets the error. */
  reset: () => void;
}

/** {@link Client.logout}, stable. */
export function useLogout(): (options?: { everywhere?: boolean }) => Promise<void>;

/** Renders its children while somebody is logged in, and `fallback` while that is not known yet. */
export function SignedIn(props: SignedProps): ReactElement | null;

/** Renders its children while nobody is logged in, and `fallback` while that is not known yet. */
export function SignedOut(props: SignedProps): ReactElement | null;

/** Props of {@link SignedIn} and {@link SignedOut}. */
export interface SignedProps {
  children?: ReactNode;
  /** @defaultValue `null` */
  fallback?: ReactNode;
}
