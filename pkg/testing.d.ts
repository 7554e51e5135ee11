import type { PluginId } from "./index.js";

/**
 * Creates an in-memory WordPress with a login plugin, for the tests of an app. It needs no network,
 * no PHP and no test runner, and works in Node, in browsers and in jsdom.
 *
 * Its responses are those of a real WordPress with that plugin: the same statuses, codes, shapes and
 * headers. presskey's own tests compare the two. In a page (jsdom too) it follows CORS: if a browser
 * would hide a response from the page, `fetch` rejects.
 *
 * @throws `TypeError` if an option is not valid.
 * @example
 * ```js
 * import { createClient } from "presskey";
 * import { createTestSite } from "presskey/testing";
 *
 * const test = createTestSite();
 * const wp = createClient({ site: test.site, fetch: test.fetch });
 * const { username, password } = test.users[1];
 * await wp.login({ username, password });
 * ```
 */
export function createTestSite(options?: TestSiteOptions): TestSite;

/**
 * A handler for Playwright's `page.route()` that responds with a test site.
 * @example
 * ```js
 * await page.route("https://wordpress.test/**", route(test));
 * ```
 */
export function route(site: TestSite): (route: PlaywrightRoute) => Promise<void>;

/** Options of {@link createTestSite}. */
export interface TestSiteOptions {
  /**
   * The site's address.
   * @defaultValue `"https://wordpress.test"`
   */
  site?: string | URL | undefined;
  /** Who can log in. Default: an administrator, an editor, an author and a subscriber. */
  users?: TestUserOptions[] | undefined;
  /** The posts, or how many to make. Default: twelve published ones and a draft. */
  posts?: TestPostOptions[] | number | undefined;
  /** The categories. Default: "Uncategorized" with the id 1. */
  categories?: TestTermOptions[] | undefined;
  /** The tags. Default: none. */
  tags?: TestTermOptions[] | undefined;
  /** The media library. Default: empty. */
  media?: TestMediaOptions[] | undefined;
  /**
   * The login plugin that the site plays. `"cookie"` and `"oauth1"` are not available.
   * @defaultValue `"jwt-authentication-for-wp-rest-api"`
   */
  plugin?: Exclude<PluginId, "cookie" | "oauth1"> | undefined;
  /**
   * The plugin's edition or version. The first of each is the default:
   * `jwt-authentication-for-wp-rest-api` `"free"`, `"pro"` · `jwt-auth` `"3"`, `"3-next"`, `"2"` ·
   * `simple-jwt-login` `"4"`, `"3"` · `wp-rest-api-authentication` `"4"`, `"3.7.2"`, `"3.4"` ·
   * `wp-graphql-jwt-authentication` `"0.7"`, `"0.6"`. The others have one.
   */
  edition?: string | undefined;
  /** Seconds until an access token expires. Default: that of the plugin. */
  tokenLifetime?: number | undefined;
  /**
   * Milliseconds before each response, or a function that returns them.
   * @defaultValue `0`
   */
  latency?: number | (() => number) | undefined;
  /** The server's clock, in epoch milliseconds. Default: `Date.now()`, fake timers included. */
  now?: number | Date | (() => number) | undefined;
  /** The site's title. */
  name?: string | undefined;
  /** Signs the tokens (HS256). Default: random. */
  secret?: string | undefined;
}

/** What {@link createTestSite} returns. All methods are bound. */
export interface TestSite {
  /** The site's address, for `createClient({ site })`. */
  readonly site: string;
  /**
   * The site as a `fetch`, for `createClient({ fetch })`. Requests to any other origin reject, as
   * those to an unknown host do.
   */
  readonly fetch: typeof fetch;
  /** The users as they are now. */
  readonly users: TestUser[];
  /** The posts as they are now. */
  readonly posts: TestPost[];
  /** The media library as it is now. */
  readonly media: TestMedia[];
  /** The secret that signs the tokens, for code that verifies them. */
  readonly secret: string;
  /** Every request so far, the oldest first. The array stays the same until {@link TestSite.reset}. */
  readonly requests: TestRequest[];
  /**
   * Makes the server refuse all access tokens that it has issued so far, as expired. The client
   * notices with its next request. Plugins that never check the time refuse them as forged.
   * @param options `refreshTokens: true`: the refresh tokens too, so that the session ends.
   */
  expireTokens(options?: { refreshTokens?: boolean | undefined }): void;
  /**
   * Makes the next request fail.
   * @param next a {@link TestFailure}, or a function that returns the response
   * @param options `times`: how many requests (default 1); `route`: only requests to this route
   */
  fail(
    next: TestFailure | ((request: Request) => Response | Promise<Response>),
    options?: { times?: number | undefined; route?: string | RegExp | undefined },
  ): void;
  /** Puts users, posts, media, tokens and failures back to the beginning, and forgets the requests. */
  reset(): void;
  /**
   * Serves a page that Playwright opens. Give it a page or a browser context to intercept everything
   * below {@link TestSite.site}, or use it as a handler: `page.route(url, test.route)`.
   */
  route(target: PlaywrightTarget | PlaywrightRoute): Promise<void>;
  /**
   * Responds to a request with an origin and cookies of your choice, which `fetch` can't send in tests.
   * @param from `origin` of the page (default none) and its `cookie` header
   */
  answer(
    request: Request,
    from?: { origin?: string | null | undefined; cookie?: string | null | undefined },
  ): Promise<Response>;
}

/**
 * How a request can fail: at the network (`offline`, `unreachable`, `timeout`: no response ever), in
 * the browser (`cors`), before WordPress (`html`, `challenge`, `redirect`, `502` to `504`), in
 * WordPress (`maintenance`, `closed`: no REST API for visitors, and statuses), in the web server
 * (`stripped`: the web server removes `Authorization`) or in the response (`notice`: a PHP notice
 * before the JSON, `malformed`).
 */
export type TestFailure =
  | "offline"
  | "unreachable"
  | "timeout"
  | "cors"
  | "html"
  | "challenge"
  | "redirect"
  | "maintenance"
  | "closed"
  | "stripped"
  | "notice"
  | "malformed"
  | TestStatus
  | `${TestStatus}`;

/** Statuses that {@link TestSite.fail} has a response for. */
export type TestStatus = 400 | 401 | 403 | 404 | 429 | 500 | 502 | 503 | 504;

/** A request to a test site. */
export interface TestRequest {
  method: string;
  /** The REST route, such as `"/wp/v2/posts"`; null for any other address. */
  route: string | null;
  url: string;
  /** The query, lists as arrays. */
  query: Record<string, unknown>;
  /** JSON and forms as objects, anything else as text; undefined without a body. */
  body: unknown;
  /** The scheme of the `Authorization` header, such as `"Bearer"`; the credentials are not kept. */
  authorization: string | null;
  /** The user name of the user whom the site recognised; null for a visitor. */
  user: string | null;
  /** The status of the response; null if there was none. */
  status: number | null;
}

/** Roles of WordPress. */
export type TestRole = "administrator" | "editor" | "author" | "contributor" | "subscriber";

/** A user to create. */
export interface TestUserOptions {
  username: string;
  password?: string | undefined;
  /** Default: the user name at example.com. */
  email?: string | undefined;
  /** Default: the user name. */
  displayName?: string | undefined;
  /** @defaultValue `"subscriber"` */
  role?: TestRole | undefined;
  roles?: TestRole[] | undefined;
  firstName?: string | undefined;
  lastName?: string | undefined;
  description?: string | undefined;
  url?: string | undefined;
  /** The code that Simple JWT Login 4 asks for after the password. */
  secondFactor?: string | undefined;
  /** Default: a generated one. */
  applicationPasswords?: string[] | undefined;
  /** The key of the server `"api-key"`. Default: a generated one. */
  apiKey?: string | undefined;
}

/** A user of a test site. */
export interface TestUser {
  id: number;
  username: string;
  password: string;
  email: string;
  displayName: string;
  nicename: string;
  role: TestRole;
  roles: TestRole[];
  firstName: string;
  lastName: string;
  description: string;
  url: string;
  secondFactor?: string | undefined;
  applicationPasswords: { uuid: string; name: string; password: string }[];
  apiKey: string;
}

/** A category or a tag to create. */
export interface TestTermOptions {
  /** Default: its place in the list. */
  id?: number | undefined;
  name: string;
  slug?: string | undefined;
  description?: string | undefined;
  /** The id of another category. */
  parent?: number | undefined;
}

/** A text as written, or as the REST API returns it. */
export type TestText = string | { raw?: string | undefined; rendered?: string | undefined };

/** A post to create. */
export interface TestPostOptions {
  id?: number | undefined;
  title?: TestText | undefined;
  content?: TestText | undefined;
  excerpt?: TestText | undefined;
  slug?: string | undefined;
  /** @defaultValue `"publish"` */
  status?: "publish" | "draft" | "private" | "pending" | "future" | "trash" | undefined;
  /** The id of a user. Default: 1. */
  author?: number | undefined;
  /** A date in UTC, or epoch milliseconds. */
  date?: string | number | undefined;
  modified?: string | number | undefined;
  categories?: number[] | undefined;
  tags?: number[] | undefined;
  featured_media?: number | undefined;
  sticky?: boolean | undefined;
  meta?: Record<string, unknown> | undefined;
}

/** A post of a test site: its texts as written, its dates in epoch milliseconds. */
export interface TestPost
  extends Required<Omit<TestPostOptions, "date" | "modified" | "title" | "content" | "excerpt">> {
  title: string;
  content: string;
  excerpt: string;
  date: number;
  modified: number;
}

/** A file of the media library to create. */
export interface TestMediaOptions {
  id?: number | undefined;
  title?: string | undefined;
  alt_text?: string | undefined;
  caption?: string | undefined;
  description?: string | undefined;
  author?: number | undefined;
  /** The id of the post that it belongs to. */
  post?: number | null | undefined;
  /** The path below `wp-content/uploads`. */
  file?: string | undefined;
  /** @defaultValue `"image/png"` */
  mime?: string | undefined;
  bytes?: Uint8Array | undefined;
  date?: string | number | undefined;
}

/** A file of a test site's media library. */
export interface TestMedia extends Required<Omit<TestMediaOptions, "date">> {
  slug: string;
  date: number;
  modified: number;
}

/** The part of Playwright's `Page` or `BrowserContext` that a test site uses. */
export interface PlaywrightTarget {
  route(url: string, handler: (route: PlaywrightRoute) => Promise<void>): Promise<unknown>;
}

/** The part of Playwright's `Route` that a test site uses. */
export interface PlaywrightRoute {
  request(): {
    url(): string;
    method(): string;
    allHeaders(): Promise<Record<string, string>>;
    postDataBuffer(): Uint8Array | null;
  };
  fulfill(response: {
    status?: number | undefined;
    headers?: Record<string, string> | undefined;
    // biome-ignore lint/suspicious/noExplicitAny: Playwright wants Node's Buffer, which only @types/node names.
    body?: any;
  }): Promise<void>;
  abort(errorCode?: string): Promise<void>;
}
