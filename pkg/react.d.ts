import type { ReactElement, ReactNode } from "react";
import type {
  Client,
  Credentials,
  PaginateInit,
  PresskeyError,
  Session,
  SiteAnswer,
  SiteRoutes,
  WordPressClaims,
} from "./index.js";

/**
 * Provides a client to the components inside, and reads its stored session. If that fails, the error
 * goes to `reportError`, and the session stays `loading`. It never closes the client. You can use
 * several providers on a page, also nested: they don't affect each other.
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
export function PresskeyProvider(props: {
  client: Client;
  /**
   * The session that the server rendered with: `(await backend.client(cookies)).session` of
   * `presskey/server`. The page renders and hydrates with it until the client has read its own.
   */
  session?: Session | undefined;
  children?: ReactNode | undefined;
}): ReactElement;

/** The client of the nearest {@link PresskeyProvider}. Throws an `Error` if there is none. */
export function useClient(): Client;

/**
 * The session. The component renders again when it changes, in this tab or another. On a server and
 * during hydration it is always `{ status: "loading" }`, unless the provider has a `session`.
 * @param options `suspense`: while the stored session is being read, the nearest `<Suspense>` shows its
 *   fallback. If reading it fails (`wasm_unavailable`, `storage_unavailable`), the error goes to the
 *   nearest error boundary. On a server and during hydration this option has no effect.
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
export function useSession(options?: { suspense?: boolean | undefined }): Session;

/**
 * The token's claims, decoded but not verified; null if nobody is logged in. It is the same object
 * until the session changes, so you can use it in a dependency array.
 */
export function useClaims<T = WordPressClaims>(): T | null;

/**
 * Logs in and keeps the state that a form shows. Each use of the hook has its own state. It loads the
 * engine when the component mounts.
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
   * Resolves with the session, or with null after a failure, which is then in `error`. It never
   * rejects. An abort by `signal` resolves with null too and is no error. If calls overlap, the last
   * one decides `pending` and `error`.
   */
  login: (
    credentials: Credentials,
    options?: Parameters<Client["login"]>[1],
  ) => Promise<Session | null>;
  /** Whether a login is in progress. */
  pending: boolean;
  /** Why the last login failed. Null again when the next login starts, or after `reset()`. */
  error: PresskeyError | null;
  /** Clears the error. */
  reset: () => void;
}

/** {@link Client.logout}, as a stable function. */
export function useLogout(): (options?: { everywhere?: boolean | undefined }) => Promise<void>;

/**
 * One page of a list, for paging with buttons. It loads when the component mounts, when `route`, the
 * options, the client or the user change, and after `setPage` and `reload`. While the next page loads,
 * `items` are those of the previous page. If the user changes, `items` are empty immediately.
 * @param route If it is null, nothing is loaded.
 * @param init `page`: the first page to show (default 1). `perPage`: items per page. The rest are the
 *   options of {@link Client.fetch}.
 * @example
 * ```jsx
 * function Posts() {
 *   const { items, page, totalPages, pending, error, setPage } = usePage("/wp/v2/posts", { perPage: 5 });
 *   if (error) return <p role="alert">{error.message}</p>;
 *   return (
 *     <section aria-busy={pending}>
 *       {items.map((post) => <p key={post.id}>{post.title.rendered}</p>)}
 *       <button disabled={page === 1} onClick={() => setPage(page - 1)}>Back</button>
 *       <button disabled={page === totalPages} onClick={() => setPage(page + 1)}>Next</button>
 *     </section>
 *   );
 * }
 * ```
 */
export function usePage<Route extends keyof SiteRoutes>(
  route: Route | null,
  init?: UsePageInit,
): UsePage<SiteAnswer<Route, "GET"> extends readonly (infer Item)[] ? Item : unknown>;
export function usePage<T = unknown>(route: string | null, init?: UsePageInit): UsePage<T>;

/** Options of {@link usePage}. */
export type UsePageInit = Omit<PaginateInit, "signal"> & {
  /** @defaultValue `1` */
  page?: number | undefined;
};

/** What {@link usePage} returns. `setPage` is stable while the list is the same, `reload` always. */
export interface UsePage<T> {
  /** The items of the page; empty until it has loaded. */
  items: T[];
  /** The page that is shown or loading; the first is 1. */
  page: number;
  /** The number of pages; null until it is known, or if the site doesn't send it. */
  totalPages: number | null;
  /** The number of items on all pages; null in the same cases as `totalPages`. */
  total: number | null;
  /** Whether a page is loading. */
  pending: boolean;
  /** Why the page could not be loaded. Null while presskey loads it again. */
  error: PresskeyError | null;
  /** Shows another page. Pass its number, or a function that gets the current one. */
  setPage: (page: number | ((current: number) => number)) => void;
  /** Loads the page again. */
  reload: () => void;
}

/**
 * Renders its children if somebody is logged in, and `fallback` while the session is loading. The
 * children can be a function that gets the session.
 * @example
 * ```jsx
 * <SignedIn>{(session) => <p>Hello {session.user.displayName}!</p>}</SignedIn>
 * ```
 */
export function SignedIn(props: SignedProps<"authenticated">): ReactElement | null;

/** Renders its children if nobody is logged in, and `fallback` while the session is loading. */
export function SignedOut(props: SignedProps<"anonymous">): ReactElement | null;

/** Props of {@link SignedIn} and {@link SignedOut}. */
export interface SignedProps<Status extends Session["status"] = Session["status"]> {
  children?: ReactNode | ((session: Extract<Session, { status: Status }>) => ReactNode) | undefined;
  /** @defaultValue `null` */
  fallback?: ReactNode | undefined;
}
