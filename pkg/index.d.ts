// Type declarations of `presskey`, written by hand: wasm-bindgen cannot say "a class that extends
// Error" or "the same object until something changes", and what it generates describes the door,
// not the house. Only what exists is declared; tests/types/ keeps it honest.

/**
 * Makes a client for one WordPress site.
 *
 * Synchronous and cheap: nothing is compiled and nothing is sent before the first call that needs
 * it. In a browser one client serves the whole page. On a server `session` and `local` storage mean
 * `memory` and the client belongs to the process: make one per request for a visitor's session.
 *
 * @param site The site's address (`https://example.com/blog`) or its REST root
 *   (`https://example.com/wp-json`), in any of the forms WordPress has; or options that name it.
 * @throws {@link PresskeyError} `invalid_option` when an option makes no sense or is not built yet,
 *   `insecure_site` for an `http:` site that is not loopback, unless `allowInsecure` is set.
 * @example
 * ```js
 * import { createClient } from "presskey";
 *
 * const wp = createClient("https://example.com");
 * await wp.login({ username: "editor", password: "…" });
 * const response = await wp.fetch("/wp/v2/posts", { method: "POST", json: { title: "Hi" } });
 * ```
 */
export function createClient(site: string | URL | ClientOptions): Client;

/** Options of {@link createClient}. Only `site` is required. */
export interface ClientOptions {
  /**
   * The site's address or its REST root. A folder and a missing or extra slash make no difference.
   * Required unless `via` is set.
   */
  site?: string | URL | undefined;
  /**
   * The path or URL of a `presskey/server` backend on the page's own origin, for example
   * `"/api/presskey"`. The session is then in an HttpOnly cookie of that server, and requests go
   * through it: `token()` and `getToken()` give `null`; `authorize()`, `diagnose()` and adopting a
   * token reject with `invalid_option`. `plugin`, `storage`, `refresh` and the other options about
   * tokens have no effect; set them in `createBackend()`. Where every client of an app has `via`,
   * `createClient` of `presskey/via` is the same in one smaller file.
   * @defaultValue none: the client talks to WordPress directly
   */
  via?: string | URL | undefined;
  /**
   * Which auth server the site runs. `"auto"` finds out without credentials and remembers the
   * finding, so naming it saves a request on a visitor's first login.
   * @defaultValue `"auto"`
   */
  plugin?: "auto" | PluginId | PluginSpec | undefined;
  /**
   * Where the session is kept: `session` (this tab, survives a reload), `local` (every tab of this
   * origin), `vault` (the same, encrypted in IndexedDB, also in workers), `memory` (this page) or an
   * adapter of your own. Where the browser refuses `session` or `local` the client goes on in memory
   * and `persisted` of the session is false; `vault` and adapters reject with `storage_unavailable`,
   * before a password is sent where that can be known.
   * @defaultValue `"session"`
   */
  storage?: "session" | "local" | "memory" | "vault" | StorageAdapter | undefined;
  /**
   * Name under which the session is stored. Clients with the same one share their session.
   * @defaultValue `"presskey:"` and the site's origin and path, normalised
   */
  storageKey?: string | undefined;
  /**
   * Seconds before `exp` at which a token counts as expired; never more than a quarter of its
   * lifetime.
   * @defaultValue `30`
   */
  expiryMargin?: number | undefined;
  /**
   * When the token is refreshed, on servers that can: `auto` before it expires and when a call
   * needs it, `on-demand` only the latter, `manual` only by {@link Client.refresh}.
   * @defaultValue `"auto"`
   */
  refresh?: "auto" | "on-demand" | "manual" | undefined;
  /**
   * Asked for credentials when a call with `auth: "required"` has no session, or when a call finds
   * that the session has ended. Open your login form here; requests wait until it resolves. At most one at
   * a time; never after a logout, for an anonymous `auto` call or for a refresh in the background.
   * `null` or a rejection fails the waiting calls with `not_authenticated` or `session_expired`.
   * A successful {@link Client.login} meanwhile settles it; calls made inside it do not wait for it.
   */
  onLoginRequired?:
    | ((reason: SessionEndReason | "not_authenticated") => Promise<Credentials | null>)
    | undefined;
  /**
   * Other origins that may receive the token, e.g. `["https://api.example.com"]`; with a path, only
   * what is below it.
   * @defaultValue `[]`
   */
  allowedOrigins?: string[] | undefined;
  /**
   * Permits an `http:` site that is not loopback. Passwords and tokens then travel readable.
   * @defaultValue `false`
   */
  allowInsecure?: boolean | undefined;
  /**
   * Header that carries the token. Other names need a server that reads them and allows them by CORS.
   * @defaultValue `"Authorization"`
   */
  headerName?: string | undefined;
  /**
   * Milliseconds from sending a request to the headers of its response; 0 = no limit.
   * @defaultValue `30000`
   */
  timeout?: number | undefined;
  /** Replaces the global `fetch`: for logging, proxies and tests. It sees every request as sent. */
  fetch?: typeof fetch | undefined;
}

/** A site's auth server: the slug of the plugin or the name of the core feature. */
export type PluginId =
  | "jwt-authentication-for-wp-rest-api"
  | "jwt-auth"
  | "simple-jwt-login"
  | "wp-rest-api-authentication"
  | "wp-graphql-jwt-authentication"
  | "application-passwords"
  | "basic-auth"
  | "api-key"
  | "cookie"
  | "oauth1"
  | "wp-user"
  | "simple-jwt-authentication"
  | "jwt-auth-pro-wp-rest-api";

/**
 * Any other auth server, or one of ours that was set up otherwise: with its `id`, only what differs
 * needs to be said. Its URLs obey the same guard as every other one that carries a secret.
 *
 * @example
 * ```js
 * createClient({
 *   site: "https://example.com",
 *   plugin: {
 *     id: "my-auth",
 *     namespace: "my-auth/v1",
 *     login: { path: "login", json: true, body: { user: "$username", pass: "$password" } },
 *     refresh: { path: "refresh", body: { refresh_token: "$refreshToken" } },
 *     token: "data.access",
 *     refreshToken: "data.refresh",
 *     claims: { id: "sub" },
 *     errors: { wrong_password: "invalid_credentials", token_dead: "token_rejected:rejected" },
 *   },
 * });
 *
 * createClient({
 *   site: "https://example.com",
 *   plugin: { id: "simple-jwt-login", namespace: "my-own-namespace/v1" },
 * });
 * ```
 */
export interface PluginSpec {
  /** What `session.plugin` says; that of a known server refines it. Default `"custom"`. */
  id?: string | undefined;
  /** REST namespace, such as `"my-auth/v1"`: the paths of requests without a leading slash follow it. */
  namespace?: string | undefined;
  /** Needs a `path`. What a form's `body` does not name of the credentials is sent along as it is. */
  login?:
    | (PluginRequest & {
        /** A prefix of WordPress's own codes when the login fails. */
        prefix?: string | undefined;
        /** The credentials themselves are the token: user name and password, or `apiKey`. */
        static?: "basic" | "key" | undefined;
      })
    | undefined;
  /** Renews the token. */
  refresh?:
    | (PluginRequest & {
        /** What it takes: a refresh token (default), the access token itself, or a cookie. */
        with?: "refreshToken" | "token" | "cookie" | undefined;
        /**
         * A refusal comes without CORS headers, so a page elsewhere cannot read it: where the site
         * responds otherwise, two in a row that end so end the session.
         */
        mute?: boolean | undefined;
      })
    | undefined;
  /** Exchanges the cookie that renews, by which alone it is renewed, for a new one. */
  keep?: PluginRequest | undefined;
  /** Says whether a token is accepted; needed to adopt one. */
  validate?:
    | (PluginRequest & {
        /**
         * A path that exists only if a token arrived. Without it, a 2xx response means
         * `authorization_stripped`. Default: any 2xx response in JSON accepts the token.
         */
        when?: PluginPath | undefined;
        /** Whose the token is. */
        user?: PluginUser | undefined;
      })
    | undefined;
  /** Ends the token at the server. */
  revoke?:
    | (PluginRequest & {
        /** Whether it ends the user's other devices, too: sent only for `logout({ everywhere: true })`. */
        everywhere?: boolean | undefined;
      })
    | undefined;
  /** Completes a login that asked for a code: `$token` is the interim token, `$code` the code. */
  secondFactor?:
    | (PluginRequest & {
        /** Path that is `true` in a login response if a code is needed. */
        when?: PluginPath | undefined;
        /** Where it has the interim token. */
        token?: PluginPath | undefined;
        /** Where it names who gives the code. */
        provider?: PluginPath | undefined;
      })
    | undefined;
  /** Path of the access token in the response to a login or a refresh. Required. */
  token?: PluginPath | undefined;
  /** Where it has the refresh token. */
  refreshToken?: PluginPath | undefined;
  /** Where it has the token's lifetime in seconds; a number above 10⁹ is the time of its end. */
  expiresIn?: PluginPath | undefined;
  /** Lifetime in seconds of tokens of which nothing else tells it. */
  lifetime?: number | undefined;
  /** The token is no JWT: it is not decoded, and `claims()` is null. */
  opaque?: boolean | undefined;
  /** The scheme before the token in its header. Default `"Bearer"`; `""` for none. */
  scheme?: string | undefined;
  /** The header that carries the token; wins over `headerName`. */
  header?: string | undefined;
  /** Paths of the user's properties in the login response. */
  user?: PluginUser | undefined;
  /** Where the token's claims do. */
  claims?: PluginUser | undefined;
  /** Paths of the code and the message in an error response. Default: WordPress's `code` and `message`. */
  error?: { code?: PluginPath | undefined; message?: PluginPath | undefined } | undefined;
  /**
   * What its codes mean: an {@link ErrorCode}, and after a colon why the session is over where it is,
   * e.g. `{ token_revoked: "token_rejected:revoked" }`.
   */
  errors?: Record<string, ErrorCode | `${ErrorCode}:${SessionEndReason}`> | undefined;
  /** A bad token makes a call a visitor's instead of refusing it. */
  silent?: boolean | undefined;
  /** HTTP statuses, in addition to 401 and 403, with which it refuses a token on requests. */
  refusedWith?: number[] | undefined;
  /** A path that is not below the REST root but at the site's address, e.g. `"/graphql"`. */
  beside?: string | undefined;
  /** Header of responses that contains a newer token. */
  rotates?: string | undefined;
}

/** A dotted path into JSON, e.g. `"data.user.id"`, in an array the first value is `0`; or several to try. */
export type PluginPath = string | string[];

/** Where a user's properties are. */
export interface PluginUser {
  id?: PluginPath | undefined;
  username?: PluginPath | undefined;
  email?: PluginPath | undefined;
  displayName?: PluginPath | undefined;
  nicename?: PluginPath | undefined;
}

/** A request of a {@link PluginSpec}. */
export interface PluginRequest {
  /** REST route, below `namespace` unless it begins with a slash. */
  path?: string | undefined;
  /** Default `"POST"`. */
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | undefined;
  /**
   * What is sent. Texts such as `"$username"` are filled in with a credential of that name, `$token`
   * and `$refreshToken` with the session's; `$?name` may be missing.
   */
  body?: Record<string, unknown> | undefined;
  /** As JSON, which costs a preflight; else as a form, which does not. */
  json?: boolean | undefined;
  /** With the token in its header. */
  auth?: boolean | undefined;
  /** With the site's cookies. */
  cookies?: boolean | undefined;
  /** What a failure means whose code is not known, as in {@link PluginSpec.errors}. */
  otherwise?: ErrorCode | `${ErrorCode}:${SessionEndReason}` | undefined;
}

/**
 * The session of one visitor on one site. Methods are bound: they may be destructured and passed as
 * callbacks. Every rejection is a {@link PresskeyError}, except an abort by the caller, which rejects
 * with the signal's own reason.
 */
export interface Client extends Disposer {
  /** The session as it is now: immutable, and the same object until something changes. */
  readonly session: Session;

  /**
   * Calls `listener` after every change of {@link Client.session}, in this tab or another; not at
   * once. A listener that throws is reported with `reportError` and stops nobody.
   * @returns a function that ends the subscription
   */
  readonly subscribe: (listener: (session: Session) => void) => () => void;

  /**
   * Resolves once the stored session has been read; never makes a request.
   * @throws `storage_unavailable` (adapters), `wasm_unavailable`
   */
  readonly ready: () => Promise<Session>;

  /**
   * Logs in. Until it succeeds the previous session, if there is one, stays as it is.
   *
   * `remember` is for a "stay logged in" checkbox: true keeps the session as the storage `"local"`
   * does, false as `"session"` does, if the option `storage` names one of the two. A reload finds
   * it in either.
   * @throws `invalid_credentials`, `rate_limited`, `second_factor_required`, `token_rejected` (an
   *   adopted token), `plugin_missing`, `rest_closed`, `server_misconfigured`, `cors_blocked`,
   *   `redirected`, `malformed_response`, `offline`, `unreachable`, `timeout` and others
   * @example
   * ```js
   * try {
   *   await wp.login({ username: "editor", password: "…" });
   * } catch (error) {
   *   show(error.message, error.hint); // both are plain text
   * }
   * ```
   */
  readonly login: (
    credentials: Credentials,
    options?: { signal?: AbortSignal | undefined; remember?: boolean | undefined },
  ) => Promise<Session>;

  /**
   * Logs out: here before the promise is returned, in every tab with the same `storageKey` and user,
   * and on the server if it can revoke. Resolves when the server has answered, or after 5 s; never
   * rejects for a dead server.
   * @param options `everywhere` ends the user's other devices too, where the server can; without it
   *   a revocation that would end them is not sent.
   */
  readonly logout: (options?: { everywhere?: boolean | undefined }) => Promise<void>;

  /**
   * Leaves for the site's own page on which the user approves this app, which gives it an application
   * password (WordPress 5.6, `wp-admin/authorize-application.php`). Never resolves: the page is left.
   * `appName` is what the user is asked to approve (default: the page's title), `successUrl` where to
   * come back (default: this page). WordPress takes https: there, http: only on a site of the
   * environment type "local".
   * @throws `plugin_missing` where the site offers none, `origin_not_allowed` for an approval page
   *   that is not the site's own, `storage_unavailable`, `invalid_option` without a page
   */
  readonly authorize: (options?: {
    appName?: string | undefined;
    successUrl?: string | undefined;
  }) => Promise<never>;
  /**
   * Call it when the page opens: logs in with what the approval page sent along, and removes that from
   * the URL and the history immediately. Null when there is nothing, when the user declined, or when
   * it does not belong to this tab's {@link authorize}. `url` is by default the page's own.
   *
   * Users who may not see the dashboard never see the approval page: WooCommerce sends customers to
   * their account instead. If they come back from the site without a response, this says so once.
   * @throws as {@link login}; `origin_not_allowed` if the approval names another site, `forbidden` if
   *   the site sent the user back without one, `authorization_stripped` if the web server drops the
   *   new password
   */
  readonly completeAuthorization: (url?: string) => Promise<Session | null>;
  /**
   * Gets a new token now, whatever the old one's age.
   * @throws `refresh_unsupported` where the server has none, `not_authenticated`,
   *   `session_expired`, `refresh_failed`, `offline` and others
   */
  readonly refresh: () => Promise<Session>;

  /**
   * Asks the server whether it still accepts the token; an expired one is refreshed first.
   * @returns false when it does not, or when there is none
   * @throws when the server cannot be asked (`offline`, `unreachable`, `timeout` and others)
   */
  readonly validate: () => Promise<boolean>;

  /**
   * `fetch` with the token, a drop-in `typeof fetch`. Resolves with the server's own response for
   * every HTTP status.
   *
   * A string that begins with `/` is a REST route (`/wp/v2/posts`); anything else is an absolute
   * URL. The token goes to the site's own origin and path and to `allowedOrigins` only, and such a
   * request never follows a redirect. Unlike `fetch`, `credentials` is `omit` unless `init` says
   * otherwise, since a WordPress cookie would override the token; `Accept` is `application/json`
   * unless set. A caller's own `Authorization` header wins.
   * @throws `not_authenticated`, `session_expired`, `refresh_failed`, `origin_not_allowed`,
   *   `redirected`, `invalid_option`, `cors_blocked`, `offline`, `unreachable`, `timeout`, or
   *   `body_not_replayable` (with the server's response) for a refused token on a one-shot body
   * @example
   * ```js
   * const response = await wp.fetch("/wp/v2/posts", { query: { per_page: 5, status: "draft" } });
   * ```
   */
  readonly fetch: (input: string | URL | Request, init?: WpRequestInit) => Promise<Response>;

  /**
   * Like {@link Client.fetch}, and reads the response: the parsed body of a 2xx response, undefined for
   * an empty one. Name its type (`json<Post[]>(…)`), or have `npx presskey types` write down what
   * your site sends: see {@link SiteRoutes}.
   * @throws what `fetch` throws; what {@link Client.explain} finds for a response that is not 2xx;
   *   `malformed_response` for a 2xx body that is not JSON
   */
  readonly json: {
    <Route extends keyof SiteRoutes, Method extends string = "GET">(
      route: Route,
      init?: WpRequestInit & { method?: Method | undefined },
    ): Promise<SiteAnswer<Route, Method>>;
    <T = unknown>(input: string | URL | Request, init?: WpRequestInit): Promise<T>;
  };

  /**
   * A list, item by item or page by page, over as many requests as it has pages. A page is fetched
   * when the one before it is used up, never ahead; nothing is sent before the first is asked for,
   * nor after a `break`. Each iteration starts again.
   *
   * The totals are read from `X-WP-Total`, `X-WP-TotalPages` or `Link`; where
   * CORS hides these headers, in an envelope (`_envelope`). A route that tells nothing is read until
   * a page is not full. If the list becomes shorter meanwhile, the iteration ends; since WordPress
   * counts pages again each time, an item can then be skipped or come twice. Sort by what does not
   * change (`query: { orderby: "id", order: "asc" }`) where that matters.
   * @param path A route whose response is a list.
   * @param init As for `fetch`; `signal` stops between pages, too. `query.page` is the page to begin
   *   with. `perPage` is the size of a page.
   * @throws while iterating: what {@link Client.json} throws; `malformed_response` for a response that
   *   is no list; `invalid_option` for `query.offset`, which would repeat
   * @example
   * ```js
   * for await (const post of wp.paginate("/wp/v2/posts", { query: { _fields: "id,title" } })) {
   *   if (post.title.rendered === wanted) break;
   * }
   * ```
   */
  readonly paginate: {
    <Route extends keyof SiteRoutes>(
      route: Route,
      init?: PaginateInit,
    ): Paginated<SiteAnswer<Route, "GET"> extends readonly (infer Item)[] ? Item : unknown>;
    <T = unknown>(path: string, init?: PaginateInit): Paginated<T>;
  };

  /**
   * One page of a list, for paging with buttons. `page` counts from 1, `perPage` is 100 unless set.
   * `total` and `totalPages` are null if the server doesn't provide them.
   * @throws what {@link Client.json} throws, also for a page beyond the last one
   * @example
   * ```js
   * const { items, totalPages } = await wp.page("/wp/v2/posts", { page: 2, perPage: 10 });
   * ```
   */
  readonly page: <T = unknown>(
    path: string,
    init?: WpRequestInit & { page?: number | undefined; perPage?: number | undefined },
  ) => Promise<{ items: T[]; page: number; total: number | null; totalPages: number | null }>;

  /**
   * Puts a file into the media library (`POST /wp/v2/media`). Needs a session, as with
   * `auth: "required"`; rules for token, redirects and refused tokens are those of `fetch`.
   *
   * With `onProgress` it goes through XMLHttpRequest, where there is one: after an empty request,
   * since XMLHttpRequest follows redirects and the token must not. On the site's own origin, on
   * servers, and with a `fetch` of the client's own, it only reports the beginning and the end.
   *
   * If WordPress gives up while it makes an image's smaller sizes, it is asked up to five times to go
   * on (`/wp/v2/media/ID/post-process`); if that fails, or the caller aborts, the file is removed
   * again. From a page of another origin that works only if the site exposes the header which names
   * the file, `X-WP-Upload-Attachment-ID` (filter `rest_exposed_cors_headers`).
   * @throws `not_authenticated`, `session_expired`, `forbidden`, `invalid_option` (no Blob, or one
   *   without name and type), `http_error` (refused by the site: `message` says why) and what `fetch`
   *   throws
   * @example
   * ```js
   * const media = await wp.upload(input.files[0], {
   *   alt: "A horse",
   *   onProgress: ({ loaded, total }) => (bar.value = loaded / total),
   * });
   * img.src = media.source_url;
   * ```
   */
  readonly upload: (file: Blob | NativeFile, options?: UploadOptions) => Promise<WpMedia>;

  /**
   * Sends many writing requests as few (`POST /batch/v1`, WordPress 5.6), and resolves with what the
   * server answered to each, in their order. One that fails stops none of the others. More than the
   * site allows (25, or its own limit) are sent in parts, one after the other. A route must
   * allow it (`allow_batch`), as those of posts, terms and comments do; otherwise its response is 400
   * `rest_batch_not_allowed`.
   * @param init As for `fetch`: `signal`, `auth`, `timeout` and headers.
   * @throws `invalid_option`, before anything is sent, for a method other than POST, PUT, PATCH or
   *   DELETE; what {@link Client.json} throws for a part as a whole. `results` of that error has the
   *   responses to the parts before it.
   * @example
   * ```js
   * const results = await wp.batch(ids.map((id) => ({ path: `/wp/v2/posts/${id}`, method: "DELETE" })));
   * const failed = results.filter(({ status }) => status >= 400);
   * ```
   */
  readonly batch: (
    requests: readonly BatchRequest[],
    init?: WpRequestInit,
  ) => Promise<BatchResult[]>;

  /** What {@link Client.json} would have thrown for this response; null for a 2xx response. */
  readonly explain: (response: Response) => Promise<PresskeyError | null>;

  /** The access token now; null when there is none or it is expired. Prefer {@link Client.fetch}. */
  readonly token: () => string | null;

  /**
   * The access token, refreshed if needed; null when there is no session, or when it would have to
   * be and the server (or `refresh: "manual"`) does not.
   * @param options `minValidity`: seconds for which it must still be valid, else it is refreshed. A
   *   new one is given however short its life.
   * @throws `refresh_failed`, `offline` and others
   */
  readonly getToken: (options?: {
    minValidity?: number | undefined;
    signal?: AbortSignal | undefined;
  }) => Promise<string | null>;

  /** What the token says, decoded but not verified; null when there is none. */
  readonly claims: <T = WordPressClaims>() => T | null;

  /**
   * Loads the engine ahead, for example when your login form opens. The engine is everything that
   * `createClient` does not need immediately; presskey loads it when a request needs it.
   * @throws `not_loaded` if it cannot be loaded: offline, or after a deploy that removed the file. The
   *   next call tries again. Reload the page to fix it. `wasm_unavailable` where a policy forbids
   *   WebAssembly
   * @example
   * ```js
   * form.addEventListener("focusin", () => wp.preload().catch(() => {}), { once: true });
   * ```
   */
  readonly preload: () => Promise<void>;

  /**
   * Looks at everything that can be seen of the site, with about ten small requests without
   * credentials and, if there is a session, three with its token to the site's own routes. The part
   * that does it, and that makes the longer hints, is loaded on its first use.
   *
   * Never rejects for what it finds. A page sees less than `npx presskey doctor`, which reads the
   * headers of CORS, redirects and certificates.
   * @param options `origin`: outside of browsers, of the pages that are to call the site; in a
   *   browser it is the page's own.
   * @throws `storage_unavailable` (adapters)
   * @example
   * ```js
   * const { findings } = await wp.diagnose();
   * for (const { status, title, detail, fix } of findings) {
   *   if (status === "fail") console.warn(title, detail, fix);
   * }
   * ```
   */
  readonly diagnose: (options?: { origin?: string | undefined }) => Promise<Diagnosis>;

  /**
   * Everything that helps others to find a bug, as plain JSON for an issue: the diagnosis, versions,
   * settings, and what happened last. It holds no token, no password and no name of a user.
   * @param options `record`: also writes down what was asked and answered, in the member `record`: a
   *   test case that presskey's own tests replay, without secrets, names, hosts and contents. `true`
   *   records the diagnosis. A function runs first and gets a client whose calls are recorded as
   *   steps; call what fails there. It may reject.
   * @throws `storage_unavailable` (adapters)
   * @example
   * ```js
   * const bundle = await wp.supportBundle({
   *   record: (client) => client.json("/wp/v2/posts", { method: "POST", json: { title: "Hi" } }),
   * });
   * console.log(JSON.stringify(bundle, null, 2));
   * ```
   */
  readonly supportBundle: (options?: {
    record?: boolean | ((client: Client) => unknown) | undefined;
    origin?: string | undefined;
  }) => Promise<object>;

  /** Stops timers, listeners and traffic with other tabs. Calls still work. */
  readonly close: () => void;
}

/**
 * `[Symbol.dispose]` is `close()`, for `using wp = createClient(…)`. Declared only where `lib` has
 * it: before TypeScript 5.2 it is an error to name it.
 */
type Disposer = SymbolConstructor extends { readonly dispose: infer Dispose extends symbol }
  ? { readonly [key in Dispose]: () => void }
  : Record<never, never>;

/**
 * `RequestInit` and what WordPress adds to it.
 *
 * `cache`, Next.js' `next` and Cloudflare's `cf.cache…` hold for anonymous calls only. A call that
 * carries a token, an `Authorization` header or cookies is always sent with `cache: "no-store"`: its
 * response is one user's, and must not reach a cache that others share.
 */
export type WpRequestInit = { [Name in keyof RequestInit]?: RequestInit[Name] | undefined } & {
  /**
   * `auto` sends a valid token, refreshes an expired one, and sends anonymously only when there is
   * no session; `required` rejects with `not_authenticated` or `session_expired` before anything is
   * sent; `omit` never sends the token.
   * @defaultValue `"auto"`
   */
  auth?: "auto" | "required" | "omit" | undefined;
  /** Sent as a JSON body. Together with `body` or a method without body: `invalid_option`. */
  json?: unknown;
  /** Added to the URL's own query. */
  query?: Query | undefined;
  /**
   * Milliseconds until the response's headers; 0 = no limit. It does not run while a refresh or
   * `onLoginRequired` is awaited, and starts again for a repeat.
   * @defaultValue the client's `timeout`; 0 for stream, Blob and FormData bodies
   */
  timeout?: number | undefined;
  /**
   * Asks for the response in an envelope (`_envelope`) and takes it out again, so that the response
   * has the headers that CORS would hide, e.g. `X-WP-Nonce`.
   */
  envelope?: boolean | undefined;
  /**
   * Sends PUT, PATCH and DELETE as POST with `_method`, for hosts that block those methods. Works
   * from servers and from the site's own origin: from another one WordPress takes the browser's
   * preflight for the method itself (`WP_REST_Server::serve_request()` reads `_method` there too).
   * If the site refused the method and this worked, the client's later calls of that method use it
   * automatically, until it is refused.
   */
  methodOverride?: boolean | undefined;
};

/**
 * The responses of the site's routes, by method: empty until `npx presskey types SITE` has written your
 * site's own into a file that is part of your program. Then {@link Client.json} and
 * {@link Client.paginate} know the type of a route that they are given as text.
 * @example
 * ```ts
 * declare module "presskey" {
 *   interface SiteRoutes {
 *     "/wp/v2/book": { GET: Book[]; POST: Book };
 *     [route: `/wp/v2/book/${number}`]: { GET: Book; POST: Book; PUT: Book; PATCH: Book };
 *   }
 * }
 * ```
 */
// biome-ignore lint/suspicious/noEmptyInterface: it is for sites to fill
export interface SiteRoutes {}

/** The response of a route of {@link SiteRoutes} to a method. `unknown` if the route has no type. */
export type SiteAnswer<Route extends keyof SiteRoutes, Method extends string> =
  Uppercase<Method> extends keyof SiteRoutes[Route]
    ? SiteRoutes[Route][Uppercase<Method>]
    : unknown;

/** Options of {@link Client.paginate}. */
export type PaginateInit = WpRequestInit & {
  /**
   * Items per page; WordPress allows at most 100.
   * @defaultValue `query.per_page`, or 100
   */
  perPage?: number | undefined;
};

/** A list over several requests: its items, or its pages. */
export interface Paginated<T> extends AsyncIterable<T> {
  /** Page by page, with what the site tells of the whole; null where it does not. */
  pages(): AsyncIterable<Page<T>>;
}

/** A page of a list. An empty list is one empty page. */
export interface Page<T> {
  items: T[];
  /** Counted from 1. */
  page: number;
  /** Items of the whole list. */
  total: number | null;
  totalPages: number | null;
}

/** A file as React Native names it, for example of a picker; its `FormData` reads the content. */
export interface NativeFile {
  /** Address of the content, such as `file:///…`. */
  uri: string;
  /** @defaultValue `upload.` and the ending of the type */
  name?: string | undefined;
  /** Media type, such as `image/jpeg`. */
  type?: string | undefined;
}

/** Options of {@link Client.upload}. */
export interface UploadOptions {
  /**
   * Name under which it is kept; WordPress goes by its ending.
   * @defaultValue the File's own name; for a Blob `upload.` and the ending of its type
   */
  filename?: string | undefined;
  title?: string | undefined;
  /** What the image shows, for those who do not see it (`alt_text`). */
  alt?: string | undefined;
  caption?: string | undefined;
  /** Id of the post that it belongs to. */
  post?: number | undefined;
  signal?: AbortSignal | undefined;
  /**
   * Milliseconds until the response's headers, the sending included.
   * @defaultValue `0`, no limit
   */
  timeout?: number | undefined;
  /** Called with bytes of the file, from 0 to all of them; again from 0 if it has to be sent a second time. */
  onProgress?: ((progress: { loaded: number; total: number }) => void) | undefined;
}

/** A file of the media library, as `WP_REST_Attachments_Controller` describes it. */
export interface WpMedia {
  id: number;
  /** Address of the file itself. */
  source_url: string;
  media_type: "image" | "file";
  mime_type: string;
  alt_text: string;
  title: { rendered: string; raw?: string };
  caption: { rendered: string; raw?: string };
  description: { rendered: string; raw?: string };
  /** For images their size in pixels, and their smaller sizes by name. */
  media_details: {
    width?: number;
    height?: number;
    file?: string;
    filesize?: number;
    sizes?: Record<
      string,
      { file: string; width: number; height: number; mime_type: string; source_url: string }
    >;
    [detail: string]: unknown;
  };
  author: number;
  /** Id of the post that it belongs to. */
  post: number | null;
  date: string;
  slug: string;
  /** Address of its page. */
  link: string;
  [field: string]: unknown;
}

/** One request of a {@link Client.batch}. */
export interface BatchRequest {
  /** A route, like `/wp/v2/posts/1?force=true`. */
  path: string;
  /**
   * POST, PUT, PATCH or DELETE: a batch never reads.
   * @defaultValue `"POST"`
   */
  method?: string | undefined;
  body?: unknown;
}

/** What the server answered to one request of a {@link Client.batch}. */
export interface BatchResult {
  status: number;
  body: unknown;
  headers: Record<string, string>;
}

/** Query parameters: null and undefined are left out, arrays become `key[]=a&key[]=b`. */
export type Query = Record<
  string,
  string | number | boolean | null | undefined | ReadonlyArray<string | number>
>;

/** What {@link Client.login} takes, depending on the server. */
export type Credentials =
  | PasswordCredentials
  | CookieCredentials
  | OneForm<OAuth1Credentials>
  | OneForm<ApiKeyCredentials>
  | OneForm<CodeCredentials>
  | OneForm<TokenCredentials>;

/**
 * User name or e-mail address, and password. Further fields are sent along: numbers and booleans as
 * text, lists and objects as WordPress reads them from a form (`roles[0]`) or as JSON.
 */
export interface PasswordCredentials {
  username: string;
  password: string;
  token?: undefined;
  code?: undefined;
  apiKey?: string | undefined;
  consumerKey?: undefined;
  // biome-ignore lint/suspicious/noExplicitAny: TypeScript takes an app's own interface only so.
  [extra: string]: any;
}

/** A token obtained elsewhere: kept only if it decodes, is not expired and the server accepts it. */
export interface TokenCredentials {
  token: string;
  refreshToken?: string | undefined;
}

/** The reply to `second_factor_required`. */
export interface CodeCredentials {
  code: string;
}

/** For `api-key`. */
export interface ApiKeyCredentials {
  apiKey: string;
}

/**
 * For `oauth1`. Leaves for the site's approval page, unless there is a token and its secret. Signs
 * with HMAC-SHA256 unless told otherwise (RFC 5849 section 3.4.2).
 */
export interface OAuth1Credentials {
  consumerKey: string;
  consumerSecret: string;
  token?: string | undefined;
  tokenSecret?: string | undefined;
  signatureMethod?: "HMAC-SHA256" | "HMAC-SHA1" | undefined;
}

/** The empty object, for `cookie`. */
export interface CookieCredentials {
  username?: undefined;
  password?: undefined;
  token?: undefined;
  code?: undefined;
  apiKey?: undefined;
  consumerKey?: undefined;
}

/**
 * These credentials and no others. TypeScript then knows by the first field which form is meant, and
 * says what is wrong with that one.
 */
type OneForm<Form> = Form & Omit<CookieCredentials, keyof Form | "password">;

/**
 * Who is logged in, if anyone: {@link LoadingSession}, {@link AnonymousSession} or
 * {@link AuthenticatedSession}. `status` tells which.
 */
export type Session = LoadingSession | AnonymousSession | AuthenticatedSession;

/** Until {@link Client.ready}; always so on a server before it. */
export interface LoadingSession {
  readonly status: "loading";
}

/** Nobody is logged in. */
export interface AnonymousSession {
  readonly status: "anonymous";
  /** Why the last session ended, if there was one. */
  readonly reason?: SessionEndReason;
}

/** Somebody is logged in. Stays so while an expired token can still be refreshed. */
export interface AuthenticatedSession {
  readonly status: "authenticated";
  readonly user: User;
  /** Epoch ms on the local clock, corrected for its skew; null when the token has no `exp`. */
  readonly expiresAt: number | null;
  /** Epoch ms on the local clock, corrected for its skew; null when unknown. */
  readonly issuedAt: number | null;
  /** The server; of a {@link PluginSpec} its `id`, which need be none of these: compare it as text. */
  readonly plugin: PluginId;
  /** Whether {@link Client.refresh} can work. */
  readonly canRefresh: boolean;
  /** Whether the session survives this page; false for `memory`, or where storage is blocked. */
  readonly persisted: boolean;
}

/** `revoked`: ended by the server or an administrator; `rejected`: the server refused the token. */
export type SessionEndReason = "logged_out" | "expired" | "revoked" | "rejected";

/** The user, as far as the server and the login told; null for what they did not. */
export interface User {
  readonly id: number | null;
  readonly username: string | null;
  readonly email: string | null;
  readonly displayName: string | null;
  readonly nicename: string | null;
}

/** What {@link Client.diagnose} and `npx presskey doctor` have found out of a site. */
export interface Diagnosis {
  /** Its address, normalised. */
  site: string;
  /** Its auth server, as far as it is known. */
  plugin: PluginId | null;
  /** One for each question; what comes first explains what follows. */
  findings: Finding[];
  /** Whether nothing fails. */
  ok: boolean;
}

/** One finding of a {@link Diagnosis}. */
export interface Finding {
  /**
   * `reachable`, `redirects`, `cors`, `rest`, `guards`, `address`, `plugin`, `secret`, `login`,
   * `preflight`, `authorization`, `cache`, `clock` or `cookies`; more may come.
   */
  id: string;
  /** `warn`: it works, or presskey isn't sure. `skip`: it could not be checked. */
  status: "pass" | "warn" | "fail" | "skip";
  /** What was looked at. */
  title: string;
  /** What was seen, as plain text. */
  detail: string;
  /** What to change and where, lines of code between backticks; absent where nothing is to do. */
  fix?: string;
}

/** A storage of your own. What is stored contains the token: keep it as you would a password. */
export interface StorageAdapter {
  get(key: string): string | null | Promise<string | null>;
  set(key: string, value: string): void | Promise<void>;
  remove(key: string): void | Promise<void>;
  /**
   * Calls `changed` when another page changed the value of `key`; where it was removed, the session
   * has ended. Returns an unsubscribe function.
   */
  subscribe?: ((key: string, changed: () => void) => () => void) | undefined;
}

/**
 * Decodes a JWT without verifying it, strictly by RFC 7515 (section 7.1) and RFC 7519: three parts
 * of unpadded canonical base64url, UTF-8 without BOM, a JSON object in header and payload, no
 * duplicate keys at any level, numeric `exp`, `nbf` and `iat`, at most 65,536 characters and 32
 * levels.
 * @throws {@link PresskeyError} `invalid_token`
 * @example
 * ```js
 * const { header, claims } = decode(token);
 * header.alg; // "HS256"
 * claims.data?.user?.id; // "1": this plugin signs ids as strings
 * ```
 */
export function decode<T = WordPressClaims>(token: string): DecodedToken<T>;

/** A token's parts. `header` and `claims` are what `JSON.parse` gives. */
export interface DecodedToken<T = WordPressClaims> {
  header: Record<string, unknown>;
  claims: T;
  /** base64url; may be empty. */
  signature: string;
}

/**
 * Whether a token's `exp` has passed (RFC 7519 section 4.1.4); false without `exp`.
 * @param options `margin`: seconds before `exp` from which it counts as expired (default 0).
 *   `now`: epoch ms instead of the local clock.
 * @throws {@link PresskeyError} `invalid_token`
 */
export function isExpired(
  token: string,
  options?: { margin?: number | undefined; now?: number | undefined },
): boolean;

/**
 * Checks a token: that it decodes (see {@link decode}), that `key` has signed it, and that `exp` and
 * `nbf`, and the issuer and audience if they are named, hold now (RFC 7515 section 5.2, RFC 7519
 * section 7.2). For servers that get tokens from their visitors; a frontend has no key to check with.
 *
 * Refused are: an algorithm that is not in `algorithms`, `none` among them; critical extensions
 * (`crit`); a public key as a secret for HMAC; a secret shorter than the hash (RFC 7518 section 3.2)
 * and RSA keys below 2048 bits; a key of another type or curve, or for another use.
 *
 * Works through WebCrypto, which browsers have on `https:` and localhost only. Loaded on first use.
 * @param key A secret for HS\*, as text or bytes; a public key for RS\*, PS\* and ES\*, as PEM
 *   (`BEGIN PUBLIC KEY`) or its bytes (SPKI); or a JWK or CryptoKey of either kind. Of a private JWK
 *   the public part is used.
 * @param options `algorithms`: those that the server signs with, of HS256, HS384, HS512, and RS, PS
 *   and ES in the same way. `issuer` and `audience`: what `iss` must be and `aud` must hold. `clockTolerance`:
 *   seconds by which clocks may differ (default 0). `now`: epoch ms instead of the local clock.
 * @throws {@link PresskeyError} `invalid_token` when the token does not hold, `invalid_option` for a
 *   key or an option that makes no sense, `insecure_site` where there is no WebCrypto
 * @example
 * ```js
 * const { claims } = await verify(token, process.env.JWT_AUTH_SECRET_KEY, {
 *   algorithms: ["HS256"],
 *   issuer: "https://example.com",
 * });
 * claims.data.user.id;
 * ```
 */
export function verify<T = WordPressClaims>(
  token: string,
  key: CryptoKey | string | Uint8Array | JsonWebKey,
  options: VerifyOptions,
): Promise<{ header: Record<string, unknown>; claims: T }>;

/** Options of {@link verify}. */
export interface VerifyOptions {
  algorithms: readonly string[];
  issuer?: string | undefined;
  audience?: string | undefined;
  /** @defaultValue `0` seconds */
  clockTolerance?: number | undefined;
  /** Epoch ms. */
  now?: number | undefined;
}

/** `CryptoKey` of WebCrypto, as far as programs without lib "dom" know it, too. */
interface CryptoKey {
  readonly algorithm: object;
  readonly extractable: boolean;
  readonly type: string;
  readonly usages: readonly string[];
}

/** `JsonWebKey` of WebCrypto (RFC 7517), for the same reason. */
type JsonWebKey = {
  readonly [member in
    | ("kty" | "alg" | "use" | "kid" | "k" | "n" | "e" | "crv" | "x" | "y")
    | ("d" | "p" | "q" | "dp" | "dq" | "qi")]?: string | undefined;
} & { readonly key_ops?: readonly string[] | undefined; readonly ext?: boolean | undefined };

/** Claims of WordPress plugins. Times are epoch seconds (RFC 7519), unlike those of a session. */
export interface WordPressClaims {
  /** The site's home URL (`get_bloginfo("url")`). */
  iss?: string;
  sub?: string | number;
  aud?: string | string[];
  iat?: number;
  nbf?: number;
  exp?: number;
  jti?: string;
  /** The user's id, as the plugins nest it. */
  data?: { user?: { id?: string | number } };
  [claim: string]: unknown;
}

/**
 * Everything presskey rejects with. No field ever contains a token, a password or a refresh token.
 * @example
 * ```js
 * if (error instanceof PresskeyError && error.code === "rate_limited") retryIn(error.retryAfter);
 * ```
 */
export class PresskeyError extends Error {
  /** For tests of your own: presskey makes its errors itself. */
  constructor(fields: {
    code: ErrorCode;
    message: string;
    sent: "no" | "maybe" | "answered";
    status?: number | undefined;
    wpCode?: string | undefined;
    hint?: string | undefined;
    retryAfter?: number | undefined;
    cause?: unknown;
  });
  /** What happened, as a stable name. */
  readonly code: ErrorCode;
  /** HTTP status, where the server answered. */
  readonly status?: number;
  /**
   * WordPress' own code, e.g. `rest_forbidden` (`WP_Error::get_error_code()`), as the server sent it.
   * Left out if it contains a secret.
   */
  readonly wpCode?: string;
  /**
   * What the server says, as plain text of at most 500 characters: tags stripped, entities decoded,
   * secrets replaced by `***`. For developers and logs. It can tell who has an account, so show people
   * {@link Error.message} instead, which is presskey's own wherever that matters: for
   * `invalid_credentials` it is always the same sentence.
   */
  readonly serverMessage?: string;
  /** What to change and where, for the developer; absent where nothing sure can be said. */
  readonly hint?: string;
  /** Whether the request left: may it be repeated without doing its work twice? */
  readonly sent: "no" | "maybe" | "answered";
  /** Milliseconds to wait, where the server said so (`Retry-After`). */
  readonly retryAfter?: number;
  /** With `second_factor_required`: who asks for it, if known. */
  readonly secondFactor?: { provider: string | null };
  /** The server's response, with an unread body. Missing on errors of login, refresh, validate and logout. */
  readonly response?: Response;
  /** With `batch`: the responses to the parts that were done before the failure. */
  readonly results?: BatchResult[];
  /** The underlying failure. Absent on errors of login, refresh, validate and logout. */
  readonly cause?: unknown;
}

/** Every code a {@link PresskeyError} can have. */
export type ErrorCode =
  // Logging in
  /** The server knows no such user and password. */
  | "invalid_credentials"
  /** Right so far, but a one-time code is needed too. */
  | "second_factor_required"
  /** Too many attempts: wait `retryAfter` ms. */
  | "rate_limited"
  /** Logged in, but this user may not do that. */
  | "forbidden"
  /** The server answered for another user than asked. */
  | "user_mismatch"
  // The session
  /** The call needs a login and there is none. */
  | "not_authenticated"
  /** The session ended and cannot be refreshed: log in again. */
  | "session_expired"
  /** The server does not accept this token. */
  | "token_rejected"
  /** The refresh could not be completed now; the session is kept. */
  | "refresh_failed"
  /** This server cannot refresh. */
  | "refresh_unsupported"
  // The server
  /** The site has none of the auth plugins, or not the one named. */
  | "plugin_missing"
  /** The site refuses REST to anonymous visitors, login included. */
  | "rest_closed"
  /** There is no WordPress REST API at this address. */
  | "rest_not_found"
  /** The web server drops the `Authorization` header before PHP sees it. */
  | "authorization_stripped"
  /** The plugin is installed but not set up, e.g. it has no secret key. */
  | "server_misconfigured"
  /** The token was issued by another address than the site has now. */
  | "issuer_mismatch"
  // The way there
  /** The server responds, but the browser hides the response from pages of this origin. */
  | "cors_blocked"
  /** The server redirects a request that carries a secret; it was not followed. */
  | "redirected"
  /** An `https:` page cannot call an `http:` site. */
  | "mixed_content"
  /** The device has no connection. */
  | "offline"
  /** No response: wrong address, server down, or blocked. */
  | "unreachable"
  /** No headers within `timeout` ms. */
  | "timeout"
  // The call
  /** The token may not go to this URL. */
  | "origin_not_allowed"
  /** An `http:` site that is not loopback; see `allowInsecure`. */
  | "insecure_site"
  /** Not a JWT that can be trusted to mean one thing. */
  | "invalid_token"
  /** An option or a combination of options that makes no sense, or is not built yet. */
  | "invalid_option"
  /** The response is not what this server sends: HTML, incomplete, or after PHP notices. */
  | "malformed_response"
  /** The token was refused and the body, a stream, cannot be sent again. */
  | "body_not_replayable"
  // The environment
  /** Storage is blocked, full or failing. */
  | "storage_unavailable"
  /** WebAssembly is forbidden here, e.g. by a CSP without `'wasm-unsafe-eval'`. */
  | "wasm_unavailable"
  /** A part of presskey could not be loaded: there is no connection, or a new version was deployed. */
  | "not_loaded"
  /** A fault of presskey. The next call starts afresh from what is stored. */
  | "internal_error"
  /** Any other HTTP status that is not 2xx: see `status` and `wpCode`. */
  | "http_error";
