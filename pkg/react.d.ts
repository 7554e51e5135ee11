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
export function PresskeyProvider(props: {
  client: Client;
  /**
   * The session that the server rendered with: `(await backend.client(cookies)).session` of
   * `presskey/server`. The page renders and hydrates with it until the client has read its own.
   */
  session?: Session | undefined;
  children?: ReactNode | undefined;
}): ReactElement;

/** The client of the nearest {@link PresskeyProvider}. Throws an `Error` where there is none. */
export function useClient(): Client;

/**
 * The session; the component renders again when it changes, in this tab or another. On a server and while
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
export function useSession(options?: { suspense?: boolean | undefined }): Session;

/**
 * What the token says; null when nobody is logged in. The same object until the session changes,
 * so it may stand in a dependency array.
 */
export function useClaims<T = WordPressClaims>(): T | null;

/**
 * Logs in and keeps what a form needs to show. Each use of the hook has its own state. It loads the
 * engine ahead when the component mounts.
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
  login: (
    credentials: Credentials,
    options?: Parameters<Client["login"]>[1],
  ) => Promise<Session | null>;
  /** A login is under way. */
  pending: boolean;
  /** Why the last login failed; null since the next one began, succeeded or was reset. */
  error: PresskeyError | null;
  /** Forgets the error. */
  reset: () => void;
}

/** {@link Client.logout}, stable. */
export function useLogout(): (options?: { everywhere?: boolean | undefined }) => Promise<void>;

/**
 * One page of a list, for paging with buttons. It loads when the component mounts, when `route`, the
 * options, the client or the user change, and on `setPage` and `reload`. While the next page loads,
 * `items` are those of the page before; when the user changes they are empty immediately.
 * @param route null: nothing is loaded yet
 * @param init `page` is the first page to show (default 1), `perPage` items are on one; the rest is as
 *   for {@link Client.fetch}
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
  /** How many pages there are; null while that is unknown or if the site doesn't tell. */
  totalPages: number | null;
  /** How many items there are on all pages; null as `totalPages` is. */
  total: number | null;
  /** Whether a page is loading. */
  pending: boolean;
  /** Why the page could not be loaded; null while another attempt is in progress. */
  error: PresskeyError | null;
  /** Shows another page, or the one that a function makes of the current. */
  setPage: (page: number | ((current: number) => number)) => void;
  /** Loads the page again. */
  reload: () => void;
}

/**
 * Renders its children while somebody is logged in, and `fallback` while that is not known yet. The
 * children may be a function that gets the session.
 * @example
 * ```jsx
 * <SignedIn>{(session) => <p>Hello {session.user.displayName}!</p>}</SignedIn>
 * ```
 */
export function SignedIn(props: SignedProps<"authenticated">): ReactElement | null;

/** Renders its children while nobody is logged in, and `fallback` while that is not known yet. */
export function SignedOut(props: SignedProps<"anonymous">): ReactElement | null;

/** Props of {@link SignedIn} and {@link SignedOut}. */
export interface SignedProps<Status extends Session["status"] = Session["status"]> {
  children?: ReactNode | ((session: Extract<Session, { status: Status }>) => ReactNode) | undefined;
  /** @defaultValue `null` */
  fallback?: ReactNode | undefined;
}
