// What the files of the in-memory WordPress hand to each other.
import type {
  TestMedia,
  TestPost,
  TestSiteOptions,
  TestTermOptions,
  TestUser,
  TestUserOptions,
} from "../testing.d.ts";

// biome-ignore lint/suspicious/noExplicitAny: JSON, forms and claims hold anything; who reads one checks it.
type Anything = any;

/** The options of a site, checked, with their defaults. */
export interface Settings extends Omit<TestSiteOptions, "site" | "plugin" | "now"> {
  url: string;
  server: Server;
  edition: string;
  clock: () => number | Date;
}

/** The state of a test site, with what servers and routes need: makeSite(). */
export interface Site {
  name: string;
  url: string;
  server: Server;
  edition: string;
  secret: string;
  users: User[];
  posts: Post[];
  media: Media[];
  categories: Term[];
  tags: Term[];
  /** The REST root. */
  root: string;
  /** The site's folder. */
  path: string;
  namespaces: string[];
  /** Seconds until a token expires. */
  lifetime: number;
  routes: Route[];
  /** Epoch milliseconds, and seconds. */
  now(): number;
  seconds(): number;
  random(bytes: number): string;
  uuid(): string;
  nextId(): number;
  /** A server's memory under a name. */
  store(name: string): Map<unknown, Anything>;
  sign(claims: object, header?: object): string;
  signRefresh(claims: object): string;
  /** The claims of a token; throws a `TokenError`. */
  read(token: string, leeway?: number): Fields;
  issued(): Iterable<string>;
  expire(): void;
  userById(id: unknown): User | undefined;
  userBy(name: unknown): User | undefined;
  hasPublished(user: Pick<User, "id">): boolean;
  addUser(fields: TestUserOptions): User;
  newAppPassword(
    user: User,
    fields: { name?: string; app_id?: string; password?: string },
  ): AppPassword;
  newPost(fields: PostFields): Post;
  newMedia(fields: Omit<Media, "slug"> & { slug?: string }): Media;
  freeSlug(slug: string): string;
  freeFile(base: string, ending: string): string;
}

export interface User extends Omit<TestUser, "applicationPasswords"> {
  registered: string;
  applicationPasswords: AppPassword[];
}

export interface AppPassword {
  uuid: string;
  app_id: string;
  name: string;
  created: string;
  last_used: string | null;
  last_ip: string | null;
  password: string;
}

export interface Post extends TestPost {
  guid?: string;
  comment_status: string;
}

/** Fields of a post, of which all have a default. */
export type PostFields = Partial<
  Omit<Post, "title" | "content" | "excerpt" | "date" | "modified">
> &
  Pick<
    NonNullable<Exclude<TestSiteOptions["posts"], number>>[number],
    "title" | "content" | "excerpt" | "date" | "modified"
  >;

export type Media = TestMedia;
export type Term = Required<TestTermOptions>;

/** A request as PHP and WordPress read it: readRequest(). */
export interface WpRequest {
  method: string;
  sentMethod: string;
  url: URL;
  /** The REST route; undefined for any other address. */
  route: string | undefined;
  query: Fields;
  fields: Fields;
  json: Fields | undefined;
  jsonError: boolean | undefined;
  files: Record<string, SentFile>;
  text: string;
  bytes: Uint8Array;
  params: Fields;
  headers: Headers;
  cookies: Record<string, string>;
  authorization: string;
  origin: string | null;
  preflight: boolean;
  user: User | null;
  /** The groups of the route's pattern. */
  match?: Record<string, string>;
}

/** A request that has reached a route. */
export type Routed = WpRequest & { route: string; match: Record<string, string> };

/** Parameters: anything that JSON and forms can hold. */
export type Fields = Record<string, Anything>;

export interface SentFile {
  name: string;
  type: string;
  bytes: Uint8Array;
}

/** The response of a route, or how a request fails. */
export interface Answer {
  status?: number;
  body?: unknown;
  /** Numbers become text. A list is several headers. */
  headers?: Fields;
  html?: string | undefined;
  /** For a list: how many items there are in all, and on a page. */
  total?: number;
  perPage?: number;
  /** Whether `_fields` leaves the links in. */
  links?: boolean;
  /** A response of the app's own. */
  response?: Response;
  rejects?: boolean;
  hangs?: boolean;
  /** Whether other origins can't read it. */
  hides?: boolean;
  /** Text before the JSON. */
  before?: string;
}

/** The failure that fail() was asked for. */
export interface Failure extends Answer {
  respond?(request: Request): Response | Promise<Response>;
  make?(): Answer;
  error?: Answer;
  strips?: boolean;
}

export interface PlannedFailure {
  failure: Failure;
  times: number;
  route?: string | RegExp | undefined;
}

/** What the ways to a site need of it. */
export interface Host {
  readonly site: Site;
  delay(): number;
  handle(sent: Request, from?: From): Promise<Answer>;
}

/** What a `Request` can't hold. */
export interface From {
  origin?: string | null | undefined;
  cookie?: string | null | undefined;
  preflight?: unknown;
  mode?: string;
  form?: FormData | undefined;
}

/** JSON Schema, as far as the routes here use it. */
export interface Schema {
  type?: "integer" | "number" | "boolean" | "string" | "object" | "array" | undefined;
  format?: string;
  enum?: string[];
  minimum?: number;
  maximum?: number;
  maxItems?: number;
  items?: Schema;
  required?: boolean;
  default?: unknown;
  /** A check of its own. */
  problem?(value: unknown, request: WpRequest): Problem | undefined;
}

/** Why a parameter is refused. */
export interface Problem {
  code: string;
  message: string;
  data: object | null;
}

export interface Endpoint {
  args?: Record<string, Schema>;
  /** Whether a batch may call it. */
  batch?: boolean;
  /** Throws if the user may not. */
  permission?(request: Routed): void;
  handler(request: Routed): Answer;
}

/** Endpoints of one route, by their methods: `"GET, POST"`. */
export type Methods = Record<string, Endpoint>;

export interface Route {
  route: string;
  pattern: RegExp;
  endpoints: (Endpoint & { methods: string[] })[];
}

/** A server that a test site can play. */
export interface Server {
  /** The first one is the default. */
  editions: string[];
  namespaces: string[];
  /** Seconds until its tokens expire, and for some editions others. */
  lifetime: number;
  lifetimes?: Record<string, number>;
  routes(site: Site): Record<string, Methods>;
  /** The user of a request, if it has one. Throws what the server refuses. */
  authenticate(request: WpRequest, site: Site): User | null | undefined;
  /** What the index says of it. */
  authentication?(site: Site): object;
  /** An endpoint that is no REST route. */
  serve?(request: WpRequest, site: Site): Answer | undefined;
  /** Ends what renews a session, for `expireTokens({ refreshTokens: true })`. */
  expireRefresh?(site: Site): void;
}
