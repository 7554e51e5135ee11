// Type declarations of `presskey`, written by hand. wasm-bindgen only describes the exports of the
// WebAssembly, not the client around it. tests/types/ checks them.

/**
 * Creates a client for one WordPress site.
 *
 * Synchronous and cheap: presskey compiles and sends nothing before the first call that needs it.
 * In a browser, create one client for the whole page. On a server, the storages `session` and `local`
 * mean `memory`, and all users of the client share its session. For the sessions of your visitors
 * use `presskey/server`.
 *
 * @param site The site's address (`https://example.com/blog`) or its REST root
 *   (`https://example.com/wp-json`), in any of the forms WordPress has; or options that name it.
 * @throws {@link PresskeyError} `invalid_option` if an option is invalid, `insecure_site` for an `http:`
 *   site that is not loopback, unless `allowInsecure` is set.
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
   * The site's address or its REST root. It may have a path. A slash at the end makes no difference.
   * Required unless `via` is set.
   */
  site?: string | URL | undefined;
  /**
   * The path or URL of a `presskey/server` backend on the page's own origin, for example
   * `"/api/presskey"`. The session is then in an HttpOnly cookie of that server, and requests go
   * through it: `token()` and `getToken()` return `null`; `authorize()`, `diagnose()` and adopting a
   * token reject with `invalid_option`. `plugin`, `storage`, `refresh` and the other options about
   * tokens have no effect; set them in `createBackend()`. If all clients of your app use `via`,
   * import `createClient` from `presskey/via`: it does the same in one smaller file.
   * @defaultValue none: the client talks to WordPress directly
   */
  via?: string | URL | undefined;
  /**
   * The site's auth server. `"auto"` detects it without credentials and stores the result. If you name
   * the server, a visitor's first login needs one request less.
   * @defaultValue `"auto"`
   */
  plugin?: "auto" | PluginId | PluginSpec | undefined;
  /**
   * Where presskey stores the session: `session` (this tab, survives a reload), `local` (all tabs of
   * this origin), `vault` (like `local`, but encrypted in IndexedDB, also in workers), `memory` (this
   * page) or your own adapter. If the browser blocks `session` or `local`, the client continues in
   * memory, and `persisted` of the session is false. If `vault` or an adapter fails, calls that need
   * the session reject with `storage_unavailable`, if possible before a password is sent.
   * @defaultValue `"session"`
   */
  storage?: "session" | "local" | "memory" | "vault" | StorageAdapter | undefined;
  /**
   * The key of the stored session. Clients with the same key share their session.
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
   * When presskey refreshes the token, if the server supports it. `auto`: before it expires and when
   * a call needs it. `on-demand`: only when a call needs it. `manual`: only in {@link Client.refresh}.
   * @defaultValue `"auto"`
   */
  refresh?: "auto" | "on-demand" | "manual" | undefined;
  /**
   * Called when a request needs a login: one with `auth: "required"` and no session, or one that finds
   * that the session has ended. Open your login form here. Requests wait until the promise resolves.
   * presskey never calls it twice at the same time, after a logout, for an anonymous `auto` call or for
   * a refresh in the background. If it rejects or resolves with `null`, the waiting calls reject with
   * `not_authenticated` or `session_expired`. If {@link Client.login} succeeds meanwhile, the waiting
   * calls continue. Calls that you make inside this callback don't wait for it.
   */
  onLoginRequired?:
    | ((reason: SessionEndReason | "not_authenticated") => Promise<Credentials | null>)
    | undefined;
  /**
   * Other origins that may receive the token, for example `["https://api.example.com"]`. With a path,
   * only addresses below that path may.
   * @defaultValue `[]`
   */
  allowedOrigins?: string[] | undefined;
  /**
   * Allows an `http:` site that is not loopback. Passwords and tokens are then sent unencrypted.
   * @defaultValue `false`
   */
  allowInsecure?: boolean | undefined;
  /**
   * The header that contains the token. Another name needs a server that reads it and allows it in CORS.
   * @defaultValue `"Authorization"`
   */
  headerName?: string | undefined;
  /**
   * Milliseconds from sending a request to the headers of its response; 0 = no limit. If presskey reads
   * the response itself, as for logins, renewals and `json()`, until its end. A body that you read
   * yourself has no limit: pass a `signal` to `fetch()`.
   * @defaultValue `30000`
   */
  timeout?: number | undefined;
  /** Replaces the global `fetch`, for logging, proxies and tests. It gets every request exactly as sent. */
  fetch?: typeof fetch | undefined;
}

/** A site's auth server: the slug of its plugin, or the name of the WordPress feature. */
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
 * Describes any other auth server, or changes a known one: with the `id` of a known server, only pass
 * what differs. presskey checks its URLs like every other URL that receives a secret.
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
  /** The value of `session.plugin`. The id of a known server changes that server. Default `"custom"`. */
  id?: string | undefined;
  /** REST namespace, such as `"my-auth/v1"`. Paths of requests without a leading slash are below it. */
  namespace?: string | undefined;
  /** Needs a `path`. A form also contains the credentials that `body` doesn't name, under their own names. */
  login?:
    | (PluginRequest & {
        /** The prefix that the server puts before WordPress's own codes if the login fails. */
        prefix?: string | undefined;
        /** The credentials themselves are the token: user name and password, or `apiKey`. */
        static?: "basic" | "key" | undefined;
      })
    | undefined;
  /** Renews the token. */
  refresh?:
    | (PluginRequest & {
        /** What the server needs: a refresh token (default), the access token itself, or a cookie. */
        with?: "refreshToken" | "token" | "cookie" | undefined;
        /**
         * Set it if a refusal has no CORS headers, so that a page of another origin can't read it. Two
         * such failures in a row then end the session, if the site responds to other requests.
         */
        mute?: boolean | undefined;
      })
    | undefined;
  /** Replaces the refresh cookie with a new one. Only for servers whose logins and refreshes don't do so. */
  keep?: PluginRequest | undefined;
  /** Checks whether the server accepts a token. Needed for `login({ token })`. */
  validate?:
    | (PluginRequest & {
        /**
         * A path that exists only if a token arrived. Without it, a 2xx response means
         * `authorization_stripped`. Default: any 2xx response in JSON accepts the token.
         */
        when?: PluginPath | undefined;
        /** Where the response has the token's user. */
        user?: PluginUser | undefined;
      })
    | undefined;
  /** Ends the token at the server. */
  revoke?:
    | (PluginRequest & {
        /** It also ends the user's sessions on other devices. Only sent for `logout({ everywhere: true })`. */
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
        /** Where it names the provider of the code. */
        provider?: PluginPath | undefined;
      })
    | undefined;
  /** Path of the access token in the response to a login or a refresh. Required. */
  token?: PluginPath | undefined;
  /** Where it has the refresh token. */
  refreshToken?: PluginPath | undefined;
  /** Where it has the token's lifetime in seconds. A number above 10⁹ is read as the time when it expires. */
  expiresIn?: PluginPath | undefined;
  /** Lifetime in seconds, for tokens whose lifetime is in no claim and no response. */
  lifetime?: number | undefined;
  /** The token is not a JWT: presskey doesn't decode it, and `claims()` is null. */
  opaque?: boolean | undefined;
  /** The scheme before the token in its header. Default `"Bearer"`; `""` for none. */
  scheme?: string | undefined;
  /** The header that contains the token. Overrides `headerName`. */
  header?: string | undefined;
  /** Paths of the user's properties in the login response. */
  user?: PluginUser | undefined;
  /** Paths of the user's properties in the token's claims. */
  claims?: PluginUser | undefined;
  /** Paths of the code and the message in an error response. Default: WordPress's `code` and `message`. */
  error?: { code?: PluginPath | undefined; message?: PluginPath | undefined } | undefined;
  /**
   * What the server's codes mean: an {@link ErrorCode}. If the session has ended, add a colon and the
   * reason, for example `{ token_revoked: "token_rejected:revoked" }`.
   */
  errors?: Record<string, ErrorCode | `${ErrorCode}:${SessionEndReason}`> | undefined;
  /** The server treats a request with a bad token as anonymous instead of refusing it. */
  silent?: boolean | undefined;
  /** HTTP statuses, in addition to 401 and 403, with which the server refuses a token. */
  refusedWith?: number[] | undefined;
  /** A path below the site's address instead of the REST root, for example `"/graphql"`. */
  beside?: string | undefined;
  /** Header of responses that contains a newer token. */
  rotates?: string | undefined;
}

/** A dotted path into JSON, for example `"data.user.id"` or `"items.0.id"`; or several paths, tried in order. */
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
   * The fields of the request. presskey replaces `"$username"` with the credential of that name, and
   * `"$token"` and `"$refreshToken"` with those of the session. With `"$?name"` it may be missing.
   */
  body?: Record<string, unknown> | undefined;
  /** Sends JSON, which needs a preflight. By default presskey sends a form, which doesn't. */
  json?: boolean | undefined;
  /** Sends the token in its header. */
  auth?: boolean | undefined;
  /** Sends the site's cookies. */
  cookies?: boolean | undefined;
  /** What a failure with an unknown code means, in the form of {@link PluginSpec.errors}. */
  otherwise?: ErrorCode | `${ErrorCode}:${SessionEndReason}` | undefined;
}

/**
 * The session of one visitor on one site. Methods are bound, so you can destructure them and pass them
 * as callbacks. Every rejection is a {@link PresskeyError}, unless you abort the call: then it rejects
 * with the signal's own reason.
 */
export interface Client extends Disposer {
  /** The current session. It is immutable, and the same object until something changes. */
  readonly session: Session;

  /**
   * Calls `listener` after every change of {@link Client.session}, in this tab or another. It is not
   * called for the current value. If a listener throws, presskey passes the error to `reportError` and
   * calls the other listeners.
   * @returns a function that ends the subscription
   */
  readonly subscribe: (listener: (session: Session) => void) => () => void;

  /**
   * Resolves when the stored session has been read. Sends no request.
   * @throws `storage_unavailable` (adapters), `wasm_unavailable`
   */
  readonly ready: () => Promise<Session>;

  /**
   * Logs in. A previous session stays until the login succeeds.
   *
   * `remember` is for a "stay logged in" checkbox: `true` stores the session like `"local"`, `false`
   * like `"session"`. It has an effect if the option `storage` is one of these two. A reload finds the
   * session in either.
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
   * Logs out: here before it returns, in every tab with the same `storageKey` and user, and on the
   * server if it can revoke tokens. Resolves when the server has responded, or after 5 seconds. It
   * doesn't reject if the server is down. Rejects if an adapter, the vault or the store of a backend may
   * still have the session. Call it again then. Also rejects if another user has logged in in another
   * tab, and this one doesn't show it yet: it logs nobody else out, and shows that user.
   * @param options `everywhere` also ends the user's sessions on other devices, if the server supports
   *   that. Without it, presskey never sends a revocation that would end them.
   * @throws `storage_unavailable`, `not_loaded` (adapters, the vault, `via`), `user_mismatch`
   */
  readonly logout: (options?: { everywhere?: boolean | undefined }) => Promise<void>;

  /**
   * Opens the site's own page on which the user approves this app (WordPress 5.6,
   * `wp-admin/authorize-application.php`). The app then gets an application password. The promise never
   * resolves, because the browser leaves the page. `appName` is the name that the user sees (default:
   * the page's title). `successUrl` is the address to return to (default: this page). It must be
   * `https:`, unless the site has the environment type "local".
   * @throws `plugin_missing` if the site has no application passwords, `origin_not_allowed` if its
   *   approval page is on another origin, `storage_unavailable`, `invalid_option` outside of a page
   */
  readonly authorize: (options?: {
    appName?: string | undefined;
    successUrl?: string | undefined;
  }) => Promise<never>;
  /**
   * Logs in with the credentials that the approval page put into the URL, and immediately removes them
   * from the URL and the history. Call it when the page opens. Resolves with null if there are none, if
   * the user declined, or if they don't belong to this tab's {@link authorize}. `url` is the page's own
   * by default.
   *
   * Users who may not open the dashboard never see the approval page: WooCommerce sends customers to
   * their account instead. If such a user comes back, the call rejects once with `forbidden`.
   * @throws as {@link login}; `origin_not_allowed` if the approval names another site, `forbidden` if
   *   the site sent the user back without one, `authorization_stripped` if the web server drops the
   *   new password
   */
  readonly completeAuthorization: (url?: string) => Promise<Session | null>;
  /**
   * Refreshes the token now, even if it has not expired.
   * @throws `refresh_unsupported` if the server can't refresh, `not_authenticated`,
   *   `session_expired`, `refresh_failed`, `offline` and others
   */
  readonly refresh: () => Promise<Session>;

  /**
   * Asks the server whether it still accepts the token. If the token has expired, presskey refreshes it
   * first.
   * @returns false if the server refuses it, or if there is no token
   * @throws if the server can't be asked (`offline`, `unreachable`, `timeout` and others)
   */
  readonly validate: () => Promise<boolean>;

  /**
   * `fetch` with the token, a drop-in `typeof fetch`. Resolves with the server's own response for
   * every HTTP status.
   *
   * A string that begins with `/` is a REST route (`/wp/v2/posts`). Anything else is an absolute URL.
   * presskey sends the token to the site's own origin and path and to `allowedOrigins` only. Such a
   * request never follows a redirect. Unlike in `fetch`, `credentials` is `"omit"` by default, because a
   * WordPress cookie would override the token. `Accept` is `application/json` by default. If you set
   * `Authorization` yourself, presskey sends your header.
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
   * Like {@link Client.fetch}, but resolves with the parsed body of a 2xx response, or with undefined if
   * it is empty. Pass its type (`json<Post[]>(…)`), or generate the types of your site's routes with
   * `npx presskey types`: see {@link SiteRoutes}.
   * @throws the errors of `fetch`; the error of {@link Client.explain} for a response that is not 2xx;
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
   * Iterates over a list, item by item or page by page, with one request per page. presskey requests a
   * page when you reach it, and none after a `break`. Each iteration starts from the beginning.
   *
   * presskey reads the totals from `X-WP-Total`, `X-WP-TotalPages` or `Link`. If CORS hides these
   * headers, it requests an envelope (`_envelope`). If a route sends no totals, it stops at the first
   * page that is not full. If the list changes meanwhile, WordPress can skip an item or send it twice.
   * If that matters, sort by a field that doesn't change (`query: { orderby: "id", order: "asc" }`).
   * @param path A route whose response is a list.
   * @param init As for `fetch`; `signal` stops between pages, too. `query.page` is the page to begin
   *   with. `perPage` is the size of a page.
   * @throws while iterating: the errors of {@link Client.json}; `malformed_response` for a response that
   *   is not a list; `invalid_option` for `query.offset`, with which every page would be the same
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
   * Uploads a file to the media library (`POST /wp/v2/media`). It needs a session, like a request with
   * `auth: "required"`. Tokens and redirects are handled as in `fetch`.
   *
   * `onProgress` is called at the beginning and at the end. Over a backend (`presskey/via`) and in
   * React Native it is also called in between. Browsers report the bytes of XMLHttpRequest only, which
   * follows redirects, and no redirect may get the token or the file.
   *
   * If WordPress stops while it makes the smaller sizes of an image, presskey asks it up to five times
   * to continue (`/wp/v2/media/ID/post-process`). If that fails, or if you abort, presskey deletes the
   * file. On a page of another origin this needs the header `X-WP-Upload-Attachment-ID`, which the site
   * exposes with the filter `rest_exposed_cors_headers`.
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
   * Sends many writing requests in one (`POST /batch/v1`, WordPress 5.6), and resolves with the response
   * to each, in the same order. If one fails, the others still run. If there are more than the site
   * allows (25, or its own limit), presskey sends them in parts, one after the other. The route must
   * allow batches (`allow_batch`), as posts, terms and comments do. Otherwise its response is 400
   * `rest_batch_not_allowed`.
   * @param init As for `fetch`: `signal`, `auth`, `timeout` and headers.
   * @throws `invalid_option`, before anything is sent, for a method other than POST, PUT, PATCH or
   *   DELETE; the errors of {@link Client.json} if a whole part fails. `results` of that error has the
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

  /** The error that {@link Client.json} would throw for this response; null for a 2xx response. */
  readonly explain: (response: Response) => Promise<PresskeyError | null>;

  /** The current access token; null if there is none or if it has expired. Prefer {@link Client.fetch}. */
  readonly token: () => string | null;

  /**
   * The access token, refreshed if needed. Null if there is no session, or if the token has expired and
   * the server can't refresh it, or `refresh` is `"manual"`.
   * @param options `minValidity`: the seconds for which the token must still be valid. Otherwise presskey
   *   refreshes it. It returns the new token even if that one is valid for less.
   * @throws `refresh_failed`, `offline` and others
   */
  readonly getToken: (options?: {
    minValidity?: number | undefined;
    signal?: AbortSignal | undefined;
  }) => Promise<string | null>;

  /** The token's claims, decoded but not verified; null if there is no token. */
  readonly claims: <T = WordPressClaims>() => T | null;

  /**
   * Loads the engine early, for example when your login form opens. The engine contains the WebAssembly.
   * Otherwise presskey loads it when a request needs it.
   * @throws `not_loaded` if it can't be loaded: the device is offline, or a deploy removed the file. The
   *   next call tries again. If it fails again, reload the page. `wasm_unavailable` if a policy forbids
   *   WebAssembly
   * @example
   * ```js
   * form.addEventListener("focusin", () => wp.preload().catch(() => {}), { once: true });
   * ```
   */
  readonly preload: () => Promise<void>;

  /**
   * Checks the site, with about ten small requests without credentials. If there is a session, it sends
   * three more with the token, to the site's own routes. This part of presskey loads on demand.
   *
   * It doesn't reject if a check fails. A page sees less than `npx presskey doctor`, which can read CORS
   * headers, redirects and certificates.
   * @param options `origin`: the origin of the pages that will call the site. In a browser it is the
   *   page's own.
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
   * Collects everything that helps to find a bug, as plain JSON for an issue: the diagnosis, versions,
   * settings and the last events. It contains no token, no password and no name of a user.
   * @param options `record`: also records requests and responses, in the member `record`. presskey's own
   *   tests can replay them. Secrets, names, hosts and contents are left out. `true` records the
   *   diagnosis. A function runs first and gets a client whose calls are recorded: make the call that
   *   fails there. It may reject.
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

  /** Stops timers, listeners and messages to other tabs. Calls still work. */
  readonly close: () => void;
}

/**
 * `[Symbol.dispose]` is `close()`, for `using wp = createClient(…)`. It is declared only if your `lib`
 * has it: before TypeScript 5.2 the name alone is an error.
 */
type Disposer = SymbolConstructor extends { readonly dispose: infer Dispose extends symbol }
  ? { readonly [key in Dispose]: () => void }
  : Record<never, never>;

/**
 * The options of `fetch`, and those that presskey adds.
 *
 * `cache`, Next.js' `next` and Cloudflare's `cf.cache…` have an effect on anonymous requests only. A
 * request with a token, an `Authorization` header or cookies is always sent with `cache: "no-store"`,
 * because its response belongs to one user and must not get into a shared cache.
 */
export type WpRequestInit = { [Name in keyof RequestInit]?: RequestInit[Name] | undefined } & {
  /**
   * `auto` sends the token, refreshed if it has expired; without a session the request is anonymous.
   * `required` rejects with `not_authenticated` or `session_expired` if there is no session, and sends
   * nothing. `omit` never sends the token.
   * @defaultValue `"auto"`
   */
  auth?: "auto" | "required" | "omit" | undefined;
  /** Sent as a JSON body. Together with `body` or a method without body: `invalid_option`. */
  json?: unknown;
  /** Added to the URL's own query. */
  query?: Query | undefined;
  /**
   * Milliseconds until the response's headers, for `json()` until its end; 0 = no limit. The time of a refresh or of
   * `onLoginRequired` doesn't count. If presskey repeats the request, the time starts again.
   * @defaultValue the client's `timeout`; 0 for stream, Blob and FormData bodies
   */
  timeout?: number | undefined;
  /**
   * Requests the response in an envelope (`_envelope`) and unwraps it. The response then has headers that
   * CORS would hide, for example `X-WP-Nonce`.
   */
  envelope?: boolean | undefined;
  /**
   * Sends PUT, PATCH and DELETE as POST with `_method`, for hosts that block those methods. It works on
   * servers and on the site's own origin. On other origins it doesn't: WordPress also reads `_method` in
   * the browser's preflight (`WP_REST_Server::serve_request()`). If the site refused the method and this
   * worked, the client uses it for later requests with that method, until it is refused.
   */
  methodOverride?: boolean | undefined;
};

/**
 * The types of the site's routes, by method. `npx presskey types SITE` writes a file that adds those of
 * your site. {@link Client.json} and {@link Client.paginate} then know the types of these routes.
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
  /** Page by page, with the totals of the list. A total is null if the site doesn't send it. */
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

/** A file in React Native, for example from a picker. React Native's `FormData` reads its content. */
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
   * The file's name. WordPress recognises the type by its ending.
   * @defaultValue the File's own name; for a Blob `upload.` and the ending of its type
   */
  filename?: string | undefined;
  title?: string | undefined;
  /** Alternative text of the image (`alt_text`). */
  alt?: string | undefined;
  caption?: string | undefined;
  /** Id of the post that it belongs to. */
  post?: number | undefined;
  signal?: AbortSignal | undefined;
  /**
   * Milliseconds until the response's headers, including the time of the upload.
   * @defaultValue `0`, no limit
   */
  timeout?: number | undefined;
  /**
   * Called with the bytes sent and the size of the file, at least at the beginning and at the end
   * ({@link Client.upload} says where also in between).
   */
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

/** The server's response to one request of a {@link Client.batch}. */
export interface BatchResult {
  status: number;
  body: unknown;
  headers: Record<string, string>;
}

/** Query parameters. Null and undefined are left out. Arrays become `key[]=a&key[]=b`. */
export type Query = Record<
  string,
  string | number | boolean | null | undefined | ReadonlyArray<string | number>
>;

/** The credentials for {@link Client.login}. The form depends on the server. */
export type Credentials =
  | PasswordCredentials
  | CookieCredentials
  | OneForm<OAuth1Credentials>
  | OneForm<ApiKeyCredentials>
  | OneForm<CodeCredentials>
  | OneForm<TokenCredentials>;

/**
 * User name or e-mail address, and password. presskey also sends all other fields: numbers and booleans
 * as text, lists and objects in the form that WordPress reads (`roles[0]`) or as JSON.
 */
export interface PasswordCredentials {
  username: string;
  password: string;
  token?: undefined;
  code?: undefined;
  apiKey?: string | undefined;
  consumerKey?: undefined;
  // biome-ignore lint/suspicious/noExplicitAny: otherwise TypeScript refuses an app's own interface.
  [extra: string]: any;
}

/** A token that you already have. presskey keeps it only if it has not expired and the server accepts it. */
export interface TokenCredentials {
  token: string;
  refreshToken?: string | undefined;
}

/** The one-time code, after `second_factor_required`. */
export interface CodeCredentials {
  code: string;
}

/** For `api-key`. */
export interface ApiKeyCredentials {
  apiKey: string;
}

/**
 * For `oauth1`. Opens the site's approval page, unless you pass `token` and `tokenSecret`. Signs with
 * HMAC-SHA256 by default (RFC 5849 section 3.4.2).
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
 * These credentials and no others. TypeScript then knows by the first field which form you use, and its
 * error is about that form.
 */
type OneForm<Form> = Form & Omit<CookieCredentials, keyof Form | "password">;

/**
 * Who is logged in, if anyone: {@link LoadingSession}, {@link AnonymousSession} or
 * {@link AuthenticatedSession}. Check `status`.
 */
export type Session = LoadingSession | AnonymousSession | AuthenticatedSession;

/** The stored session has not been read yet: see {@link Client.ready}. */
export interface LoadingSession {
  readonly status: "loading";
}

/** Nobody is logged in. */
export interface AnonymousSession {
  readonly status: "anonymous";
  /** Why the last session ended, if there was one. */
  readonly reason?: SessionEndReason;
}

/** Somebody is logged in. An expired token that presskey can refresh doesn't change that. */
export interface AuthenticatedSession {
  readonly status: "authenticated";
  readonly user: User;
  /** Epoch ms by the local clock, corrected for its skew; null if the token has no `exp`. */
  readonly expiresAt: number | null;
  /** Epoch ms by the local clock, corrected for its skew; null if unknown. */
  readonly issuedAt: number | null;
  /** The server. For a {@link PluginSpec} it is its `id`, which can be any string. */
  readonly plugin: PluginId;
  /** Whether the server can refresh this session. */
  readonly canRefresh: boolean;
  /** Whether the session survives a reload. False for `memory`, or if the browser blocks the storage. */
  readonly persisted: boolean;
}

/** `revoked`: ended by the server or an administrator; `rejected`: the server refused the token. */
export type SessionEndReason = "logged_out" | "expired" | "revoked" | "rejected";

/** The user. Each property is null if neither the server nor the login provided it. */
export interface User {
  readonly id: number | null;
  readonly username: string | null;
  readonly email: string | null;
  readonly displayName: string | null;
  readonly nicename: string | null;
}

/** The result of {@link Client.diagnose} and `npx presskey doctor`. */
export interface Diagnosis {
  /** The site's address, normalised. */
  site: string;
  /** The site's auth server; null if unknown. */
  plugin: PluginId | null;
  /** One for each check. Earlier ones explain later ones. */
  findings: Finding[];
  /** Whether no check failed. */
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
  /** What was checked. */
  title: string;
  /** The result, as plain text. */
  detail: string;
  /** What to change and where, with code between backticks. Missing if there is nothing to do. */
  fix?: string;
}

/** Your own storage. The value contains the token, so protect it like a password. */
export interface StorageAdapter {
  get(key: string): string | null | Promise<string | null>;
  set(key: string, value: string): void | Promise<void>;
  remove(key: string): void | Promise<void>;
  /**
   * Calls `changed` when another page changed or removed the value of `key`. If it was removed, the
   * session ends. Returns an unsubscribe function.
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

/** The parts of a token. `header` and `claims` are parsed JSON. */
export interface DecodedToken<T = WordPressClaims> {
  header: Record<string, unknown>;
  claims: T;
  /** base64url; may be empty. */
  signature: string;
}

/**
 * Whether a token has expired (RFC 7519 section 4.1.4). False if it has no `exp`.
 * @param options `margin`: seconds before `exp` from which it counts as expired (default 0).
 *   `now`: epoch ms instead of the local clock.
 * @throws {@link PresskeyError} `invalid_token`
 */
export function isExpired(
  token: string,
  options?: { margin?: number | undefined; now?: number | undefined },
): boolean;

/**
 * Verifies a token: it decodes (see {@link decode}), `key` signed it, and its `exp`, `nbf`, issuer and
 * audience are valid now (RFC 7515 section 5.2, RFC 7519 section 7.2). Issuer and audience are checked
 * if you pass them. For servers that get tokens from their visitors: a frontend has no key.
 *
 * It refuses algorithms that are not in `algorithms`, always `none`; critical extensions (`crit`); a
 * public key as a secret for HMAC, in the common formats (PEM, DER, JWK, SSH, OpenPGP, XML, a point of
 * a NIST curve or secp256k1, compressed or not) and spellings (base64, hex, escapes, lists of bytes), but
 * not the 32 bytes of Ed25519 alone, nor a CryptoKey; a secret shorter than the hash (RFC 7518 section 3.2); RSA keys below 2048 bits; and keys of
 * another type or curve, or for another use. One in 171 random secrets of 33 bytes (44 characters of
 * base64) looks like a compressed point, and is refused as well. With 49 or 67 bytes it is one in 256. Use
 * 32, 48 or 64 random bytes: no such secret is refused.
 *
 * It uses WebCrypto, which browsers have on `https:` and localhost only. It loads on demand.
 * @param key A secret for HS\*, as text or bytes; a public key for RS\*, PS\* and ES\*, as PEM
 *   (`BEGIN PUBLIC KEY`) or its bytes (SPKI); or a JWK or CryptoKey of either kind. For a
 *   private JWK, presskey uses the public part.
 * @param options `algorithms`: the algorithms that your server signs with: HS256, HS384, HS512, or the
 *   same with RS, PS or ES. `issuer`: the value of `iss`. `audience`: `aud` must contain it.
 *   `clockTolerance`: seconds by which clocks may differ (default 0). `now`: epoch ms instead of the local clock.
 * @throws {@link PresskeyError} `invalid_token` if the token isn't valid, `invalid_option` for an
 *   invalid key or option, `insecure_site` if there is no WebCrypto
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

/** `CryptoKey` of WebCrypto, declared here for programs without lib "dom". */
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
 * The error of every failed call. No field ever contains a token, a password or a refresh token.
 * @example
 * ```js
 * if (error instanceof PresskeyError && error.code === "rate_limited") retryIn(error.retryAfter);
 * ```
 */
export class PresskeyError extends Error {
  /** For your own tests. presskey creates its errors itself. */
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
  /** HTTP status, if there was a response. */
  readonly status?: number;
  /**
   * WordPress' own code, e.g. `rest_forbidden` (`WP_Error::get_error_code()`), as the server sent it.
   * Left out if it contains a secret.
   */
  readonly wpCode?: string;
  /**
   * What the server says, as plain text of at most 500 characters: tags stripped, entities decoded,
   * secrets replaced by `***`. For developers and logs. It can reveal who has an account, so show
   * {@link Error.message} to visitors: for `invalid_credentials` it is always the same sentence.
   */
  readonly serverMessage?: string;
  /** What to change and where, for the developer. Missing if presskey isn't sure. */
  readonly hint?: string;
  /**
   * Whether the server may have carried out the request. `"no"`: it was not sent, so you can repeat it.
   * `"maybe"`: it was sent, and no response arrived. `"answered"`: there was a response.
   */
  readonly sent: "no" | "maybe" | "answered";
  /** Milliseconds to wait, if the server says so (`Retry-After`). */
  readonly retryAfter?: number;
  /** With `second_factor_required`: the provider of the code, if known. */
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
  /** The user name or the password is wrong. */
  | "invalid_credentials"
  /** The password is right, but the login also needs a one-time code. */
  | "second_factor_required"
  /** Too many attempts: wait `retryAfter` ms. */
  | "rate_limited"
  /** Logged in, but this user may not do that. */
  | "forbidden"
  /** Another user logged in meanwhile, or the server logged in another user. Nothing is sent for them. */
  | "user_mismatch"
  // The session
  /** The call needs a login and there is none. */
  | "not_authenticated"
  /** The session ended and cannot be refreshed: log in again. */
  | "session_expired"
  /** The server does not accept this token. */
  | "token_rejected"
  /** The refresh failed, and the session stays. Try again later. */
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
  // The connection
  /** The server responds, but the browser hides the response from pages of this origin. */
  | "cors_blocked"
  /** The server redirects a request that contains a secret. presskey didn't follow it. */
  | "redirected"
  /** An `https:` page cannot call an `http:` site. */
  | "mixed_content"
  /** The device has no connection. */
  | "offline"
  /** No response: wrong address, server down, or blocked. */
  | "unreachable"
  /** No headers within `timeout` ms, or not all of a response that presskey reads. */
  | "timeout"
  // The call
  /** presskey doesn't send the token to this URL: see `allowedOrigins`. */
  | "origin_not_allowed"
  /** An `http:` site that is not loopback; see `allowInsecure`. */
  | "insecure_site"
  /** The token is not a valid JWT, or it is ambiguous. */
  | "invalid_token"
  /** An option, or a combination of options, is invalid. */
  | "invalid_option"
  /** The response is not JSON from WordPress: it is HTML, incomplete, or contains PHP notices. */
  | "malformed_response"
  /** The token was refused and the body, a stream, cannot be sent again. */
  | "body_not_replayable"
  // The environment
  /** Storage is blocked, full or failing. */
  | "storage_unavailable"
  /** WebAssembly is forbidden, for example by a CSP without `'wasm-unsafe-eval'`. */
  | "wasm_unavailable"
  /** A part of presskey could not be loaded: the device is offline, or a new version was deployed. */
  | "not_loaded"
  /** A bug in presskey. The next call starts again from the stored session. */
  | "internal_error"
  /** Any other HTTP status that is not 2xx: see `status` and `wpCode`. */
  | "http_error";
