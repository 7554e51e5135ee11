// Type declarations of `presskey/server`, written by hand. ../index.d.ts explains the methods
// that `ServerClient` has in common with `Client`.

import type { Client, Credentials, PluginId, PluginSpec, Session } from "../index.js";

export { PresskeyError } from "../index.js";

/**
 * Creates a backend: your own server keeps the visitor's session in an HttpOnly cookie, adds the token
 * to requests, and passes them on to WordPress. The browser never holds a token.
 *
 * Create one for the whole process. It sends nothing before the first request that needs it.
 *
 * @throws {@link PresskeyError} `invalid_option` or `insecure_site` if an option is invalid.
 * @example
 * ```ts
 * // Next.js: lib/presskey.ts
 * import { createBackend } from "presskey/server";
 *
 * export const backend = createBackend({
 *   site: "https://example.com",
 *   secret: process.env.PRESSKEY_SECRET!,
 * });
 *
 * // app/api/presskey/[...path]/route.ts
 * export const GET = backend.handle;
 * export const POST = backend.handle;
 * ```
 */
export function createBackend(options: BackendOptions): Backend;

/** Options of {@link createBackend}. `site` and `secret` are required. */
export interface BackendOptions {
  /** The site's address or its REST root, as `createClient` takes it. */
  site: string | URL;
  /**
   * The site's auth server. `"cookie"` is not available, because it only works in pages of the site
   * itself.
   * @defaultValue `"auto"`
   */
  plugin?: "auto" | PluginId | PluginSpec | undefined;
  /**
   * The header that contains the token for WordPress.
   * @defaultValue `"Authorization"`
   */
  headerName?: string | undefined;
  /**
   * Seconds before a token expires at which it is renewed; never more than a quarter of its lifetime.
   * @defaultValue `30`
   */
  expiryMargin?: number | undefined;
  /**
   * Milliseconds that WordPress may take from sending a request to the response's headers; 0 for no
   * limit. Uploads that are streamed have none.
   * @defaultValue `30000`
   */
  timeout?: number | undefined;
  /**
   * Allows an `http:` site that is not loopback, such as one in a private network.
   * @defaultValue `false`
   */
  allowInsecure?: boolean | undefined;
  /** Replaces the global `fetch` for every request to WordPress. */
  fetch?: typeof fetch | undefined;
  /**
   * Seals the cookie: at least 32 characters, known to your servers only. To rotate it without
   * logging anybody out, put the new one first and keep the old one in the list for as long as
   * cookies live (`cookie.maxAge`).
   * @example `openssl rand -base64 32`
   */
  secret: string | string[];
  /**
   * Path at which {@link Backend.handle} is mounted.
   * @defaultValue `"/api/presskey"`
   */
  basePath?: string | undefined;
  /** How the session's cookie is set. */
  cookie?:
    | {
        /**
         * @defaultValue `"__Host-presskey"`; `"__Secure-presskey"` with `domain` or another `path`.
         *   On loopback `http:`, the name without the prefix, next to a cookie that proves it to
         *   {@link CookieStore}s, which don't know the host. Browsers that keep no `Secure` cookie
         *   there, such as Safari, are anonymous to a store unless `NODE_ENV` is `development`.
         */
        name?: string | undefined;
        /** @defaultValue `"lax"` */
        sameSite?: "lax" | "strict" | undefined;
        /**
         * Seconds for which the session is kept after it was last renewed; `null` keeps the cookie
         * until the browser closes, and the session for at most 30 days.
         * @defaultValue 30 days
         */
        maxAge?: number | null | undefined;
        /** Host whose subdomains get the cookie too. Any of them can then read and replace it. */
        domain?: string | undefined;
        /** @defaultValue `"/"` */
        path?: string | undefined;
      }
    | undefined;
  /**
   * Keeps sessions on the server; the cookie then holds an id only. You need one if several
   * processes serve the same visitors and the plugin rotates refresh tokens, if sessions are too
   * large for cookies, or if a logout must end a copied cookie immediately.
   * @defaultValue none: everything is in the cookie
   */
  store?: SessionStore | undefined;
  /**
   * Other origins whose pages may call the endpoints. No CORS headers are sent, so this is for pages
   * that reach the backend through a proxy which changes `Host`.
   * @defaultValue `[]`
   */
  trustedOrigins?: string[] | undefined;
  /**
   * Decides which REST calls are passed on. `route` is decoded, without query, `/wp-json` and a slash at its end;
   * `method` is the one that WordPress will obey. Calls inside a batch are asked about one by one. `embeds` says
   * that the query has `_embed`: WordPress then adds what the response links to, such as users, comments and
   * media. It comes from other routes, which `allow` isn't asked about.
   *
   * WordPress ignores upper and lower case in routes, so list what is allowed rather than what is
   * not.
   * @defaultValue every route below the REST root
   * @example
   * ```ts
   * allow: ({ route, method }) => method === "GET" && route.startsWith("/wp/v2/posts"),
   * ```
   */
  allow?:
    | ((call: {
        route: string;
        method: string;
        embeds: boolean;
        session: Session;
      }) => boolean | Promise<boolean>)
    | undefined;
  /**
   * Returns the visitor's IP address, for plugins that limit logins by address. presskey sends it to
   * the site, and nowhere else, as `X-Forwarded-For`. Without this option WordPress sees your server's
   * address for every visitor.
   *
   * Take the address from the connection, or from a header that your own proxy or platform sets and a
   * visitor can't. Anything that is not one IP address is ignored, a list for example.
   *
   * @param request The visitor's request; `undefined` where `client()` got a cookie store.
   * @param context The second argument of `handle`, `client` or `renew`: Node's request from
   *   {@link nodeHandler}, `info` of `Deno.serve`, or what you pass.
   * @defaultValue none: no address is sent
   * @example
   * ```ts
   * // Express, with its own `trust proxy` setting.
   * clientAddress: (_, req) => req.ip,
   * // Cloudflare Workers.
   * clientAddress: (request) => request?.headers.get("CF-Connecting-IP"),
   * ```
   */
  clientAddress?:
    | ((
        request: Request | undefined,
        // biome-ignore lint/suspicious/noExplicitAny: each framework passes something else.
        context: any,
      ) => string | null | undefined | Promise<string | null | undefined>)
    | undefined;
}

/** What {@link createBackend} returns. The methods are bound, so you can export them. */
export interface Backend {
  /**
   * Handles a request below `basePath`. It never rejects: errors are JSON
   * `{ code, message, hint?, status? }`, and the response has the header `Presskey-Error`.
   *
   * | endpoint | gives |
   * |---|---|
   * | `GET /session` | the `Session`; with `?claims`, the token's claims in it, without secrets |
   * | `POST /login` | the `Session`; the body is JSON credentials; `?remember=true` or `false` |
   * | `POST /logout` | the `Session`; the body may be `{ "everywhere": true }`. 409 `user_mismatch` if the page's logout, or one that it repeats, is not this session's. 503 `storage_unavailable` if the store keeps the session; the cookie is removed nevertheless |
   * | `POST /refresh` | the `Session` |
   * | `POST /validate` | `true` or `false` |
   * | `/rest/**` | the response of WordPress at the route `/**` |
   */
  handle(request: Request, context?: unknown): Promise<Response>;
  /**
   * The client of one visitor, for server components, loaders and actions. Pass the request, or the
   * framework's cookie store: Next.js's `cookies()`, `event.cookies` of SvelteKit, `Astro.cookies`.
   *
   * With a request, send {@link ServerClient.headers} with your response.
   *
   * @throws {@link PresskeyError} `storage_unavailable` if the store can't be read.
   */
  client(
    visitor: Request | CookieStore | Promise<Request | CookieStore>,
    context?: unknown,
  ): Promise<ServerClient>;
  /**
   * Renews an expired token before the page is rendered, for a middleware (`proxy.ts` of Next.js 16). It never
   * rejects.
   *
   * @returns `cookies`: values of `Set-Cookie` headers for the response, often none; `request`: the
   *   request with the new cookie in it, to pass on, or the same one if nothing changed. With a cookie,
   *   also send `Cache-Control: private, no-store`: shared caches may store a response that sets one
   *   (RFC 9111 section 7.3), for example a static page, and give it to everybody.
   */
  renew(request: Request, context?: unknown): Promise<{ cookies: string[]; request: Request }>;
}

/** A framework's cookies of one request. `get` may return a promise. */
export interface CookieStore {
  get(
    name: string,
  ):
    | string
    | { value: string }
    | undefined
    | null
    | Promise<string | { value: string } | undefined | null>;
  /** If it is missing or throws, as in Next.js's server components, nothing can be renewed there. */
  // biome-ignore lint/suspicious/noExplicitAny: frameworks declare options of their own.
  set?(name: string, value: string, options: any): unknown;
}

/** What {@link CookieStore.set} gets as `options`. */
export interface CookieOptions {
  httpOnly: boolean;
  secure: boolean;
  sameSite: "lax" | "strict";
  path: string;
  domain?: string | undefined;
  /** Seconds; 0 removes the cookie, missing keeps it until the browser closes. */
  maxAge?: number | undefined;
}

/** A visitor's client on the server. Its methods do what those of `Client` do. */
export interface ServerClient
  extends Pick<
    Client,
    | "session"
    | "logout"
    | "refresh"
    | "validate"
    | "fetch"
    | "json"
    | "paginate"
    | "upload"
    | "batch"
    | "claims"
    | "explain"
  > {
  /**
   * Logs in, and sets the cookie. `remember` decides how long it is kept: `true` as `cookie.maxAge`
   * says, `false` until the browser closes.
   */
  login(
    credentials: Credentials,
    options?: { signal?: AbortSignal | undefined; remember?: boolean | undefined },
  ): Promise<Session>;
  /**
   * The headers to send with your response, if you passed a `Request` to `client()`: `Set-Cookie` if the
   * session changed, and `Cache-Control: private, no-store` with it and for a visitor with a session.
   * Call it after all other calls.
   */
  headers(): Headers;
}

/**
 * Stores encrypted sessions for several processes. Keys are hashes, values are text. While a session is
 * being renewed, `<key>:writing` is set. If the visitor logs out meanwhile, `<key>:ended` is set, so that
 * the late renewal doesn't restore the session.
 */
export interface SessionStore {
  get(key: string): Promise<string | null>;
  /** @param ttl Seconds after which the store may delete the value. */
  set(key: string, value: string, ttl: number): Promise<void>;
  delete(key: string): Promise<void>;
  /**
   * Runs `work` under a lock for this key, which all processes share. If a process dies, its lock must
   * end automatically. If the lock is not free in time, run `work` anyway or reject: that costs at most
   * a second renewal.
   */
  lock?<T>(key: string, work: () => Promise<T>): Promise<T>;
}

/**
 * Stores sessions in this process's memory, for tests and for apps that run as one process. All
 * `memoryStore()`s of a process have the same sessions, because Next.js bundles your backend several
 * times.
 */
export function memoryStore(): Required<SessionStore>;

/**
 * Stores sessions in Redis or Valkey.
 *
 * @param client A connected client or cluster of `ioredis`, or of `redis` (node-redis 4 and later).
 * @param options `prefix` of all keys, `"presskey:"` by default.
 */
export function redisStore(
  client: RedisClient,
  options?: { prefix?: string | undefined },
): Required<SessionStore>;

/** The part of `ioredis` or `redis` that {@link redisStore} uses. */
export type RedisClient =
  // biome-ignore lint/suspicious/noExplicitAny: both libraries declare many overloads.
  | { call(command: string, ...args: any[]): Promise<any> }
  // biome-ignore lint/suspicious/noExplicitAny: also any, because a cluster takes more arguments than a client.
  | { sendCommand(...args: any[]): Promise<any> };

/**
 * {@link Backend.handle} for Node's own HTTP servers, Express and Connect. Mount it before
 * `express.json()` and other body parsers.
 *
 * @example
 * ```ts
 * app.use("/api/presskey", nodeHandler(backend));
 * ```
 */
export function nodeHandler(
  backend: Pick<Backend, "handle">,
): (req: NodeRequest, res: NodeResponse, next?: (error?: unknown) => void) => Promise<void>;

/** The part of `http.IncomingMessage` that {@link nodeHandler} uses. */
export interface NodeRequest extends AsyncIterable<Uint8Array> {
  method?: string | undefined;
  url?: string | undefined;
  headers: Record<string, string | string[] | undefined>;
  rawHeaders: string[];
}

/** The part of `http.ServerResponse` that {@link nodeHandler} uses. */
export interface NodeResponse {
  statusCode: number;
  setHeader(name: string, value: string | string[]): unknown;
  write(chunk: Uint8Array): boolean;
  end(): unknown;
  once(event: string, listener: () => void): unknown;
}
