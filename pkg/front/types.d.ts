// What the front, the engine and the features hand to each other.

import type { Core } from "../engine/rules.d.ts";
import type { Host } from "../engine/state.d.ts";
import type { isJudged } from "../engine/transport.js";
import type { fetchUncached } from "../engine/uncached.js";
import type {
  AuthenticatedSession,
  Client,
  ClientOptions,
  Credentials,
  Diagnosis,
  PluginSpec,
  PresskeyError,
  Session,
} from "../index.d.ts";
import type { noteOf } from "./glance.js";
import type { markersOf } from "./markers.js";
import type { prepare } from "./request.js";
import type { transmit } from "./send.js";
import type { shared } from "./shared.js";

/** `ClientOptions`, checked, with every default filled in. */
export interface Options extends Given, Host {
  plugin: Given["plugin"] & {};
  storage: Given["storage"] & {};
  /** Whether credentials that never expire may be stored. */
  keepsStatic: boolean;
  refresh: Given["refresh"] & {};
  allowedOrigins: string[];
  /** Empty if there is only `via`. */
  site: string;
  via: string | undefined;
  place: Place;
  expiryMargin: number;
  headerName: string;
  timeout: number;
  /** The site's origin and path, or the backend's address. */
  id: string;
  /** The key of the stored session. */
  key: string;
}
type Given = Omit<ClientOptions, "site" | "via">;

/** Where the client runs: placeOf(). */
export type Place = "page" | "worker" | "server";

/** How a token travels: `carrier()` in src/core/server/request.rs. With `via` only `credentials`. */
export interface Carrier extends Pick<PluginSpec, "header" | "refusedWith" | "rotates"> {
  cookies?: boolean;
  /** Each request is signed; the token itself isn't sent. */
  sign?: boolean;
  credentials?: RequestCredentials;
}

/**
 * What the engine left for the front next to a stored session (src/js/engine/snapshot.rs), or told it of
 * the session in force.
 */
export interface Seen extends Known {
  session: AuthenticatedSession;
  /** Whether the token's payload is its claims. */
  claims?: boolean;
  user: string;
  marker: string;
  since: number;
  until?: number;
  /** The REST root, if it is one whose routes the front may call. */
  root: string | false;
  scheme: string;
  carrier: Carrier;
  /** The session as it is stored, and its token. */
  record: string;
  token: string;
}

/** What the engine adds to a note while it is loaded. */
export interface Known {
  /** What is known of the site, for the search for another way. */
  finding?: string | undefined;
  /** The engine's `epoch`. */
  epoch?: number | undefined;
  /** Sends what no cache may store, except in pages, where the front can do so itself. */
  uncached?: typeof fetchUncached | undefined;
  /** Whether the engine reads a response, which has to end in time. */
  isJudged?: typeof isJudged;
  /** The REST root has answered. */
  answered?(): void;
}

/** A logout that the front has begun, for the engine to complete. */
export interface Ended {
  /** What the front has removed from the store. */
  record: string | undefined;
  everywhere: boolean;
  /** Whose marker the front has left for other tabs. */
  user: string | undefined;
  /** When that was: milliseconds since the epoch. */
  at: number;
  done?: Promise<unknown>;
}

/** What an app gave to `fetch()`, checked. */
export type Prepared = ReturnType<typeof prepare>;

/** What became of a request. `status`: why there is no response, see send.js. */
export type Outcome =
  | { response: Response; text?: string; status?: undefined; cause?: undefined }
  | { response?: undefined; text?: undefined; status: number; cause?: unknown };

/** A request that the front has sent, and the token's header. */
export type Sent = Outcome & { url: string; header?: string | undefined };

/** The session for which the front began a request, and what became of it. */
export interface Earlier {
  begun: Seen;
  outcome?: Sent | undefined;
}

/** What is known of a request whose response the app has. */
export interface SentRequest {
  url?: string | undefined;
  method?: string | undefined;
  token?: boolean | undefined;
  /** What is secret in headers of the app's own. */
  own?: (string | undefined)[] | undefined;
  /** The engine's `epoch` then. */
  epoch?: number | undefined;
  request?: undefined;
}

/**
 * The same of a request that the front has sent: aboutOf() makes a `SentRequest` of it. It lives as long as the
 * response, so it has no secret.
 */
export interface SentEarly {
  request: Prepared;
  url: string;
  /** Characters of the token's header, if there was one. */
  header: number | undefined;
  user: string | undefined;
  epoch: number | undefined;
}

/** The response to a request, and what was read of it. */
export interface Answer {
  response: Response;
  value?: unknown;
  text?: string | undefined;
}

/** Sends a request and reads the response: what features of an app's content are built on. */
export type Ask = (
  input: string,
  init?: Record<string, unknown>,
  more?: { size?: number | undefined; fetch?: typeof fetch; whose?: Whose },
) => Promise<Answer>;

/**
 * For whom several requests of one method are: for the user whom the page showed when it was called. If
 * it showed nobody, the first request that carries a token tells.
 */
export interface Whose {
  user?: string | undefined;
}

export interface LoginOptions {
  signal?: AbortSignal | undefined;
  remember?: boolean | undefined;
}

/** What the client's methods call: the engine, or with `via` what takes its place. */
export interface Driver {
  ready(): Promise<unknown>;
  look(): Promise<void>;
  login(credentials: Credentials, how?: LoginOptions): Promise<unknown>;
  /** `user`: whom the client showed when this was called. */
  logout(everywhere: boolean, user?: string): Promise<unknown>;
  refresh(user?: string): Promise<unknown>;
  validate(user?: string): Promise<boolean>;
  authorize: Client["authorize"];
  completeAuthorization(url?: string): Promise<boolean | null>;
  send(request: Prepared, earlier?: Earlier, wantsValue?: boolean): Promise<Answer>;
  explain(response: Response): Promise<PresskeyError | null | undefined>;
  token(): string | null;
  /** Whether calls are sent with this token now. */
  current?(token: string): boolean;
  getToken(minValidity: number, signal?: AbortSignal, user?: string): Promise<string | null>;
  /** JSON. */
  claims(): string | undefined;
  diagnose(options?: { origin?: string | undefined }): Promise<Diagnosis>;
  supportBundle(given: object | undefined, client: Client): Promise<object>;
  close(): void;
}

/**
 * Runs something with the driver, and with the user whom the client showed when it was called. With `via`
 * the driver is there from the start, and knows the user itself.
 */
export type WithEngine = <T>(
  use: (engine: Driver, user?: string) => T | Promise<T>,
  signal?: AbortSignal | null,
) => Promise<T>;

/** What a driver gets of its client. */
export interface DriverHost {
  options: Options;
  part: LoadPart;
  /** `user` names the user of the session: shownSession(). */
  changed(session: Session, user?: string): void;
  /** Takes what the front may use of the session, as readNote() does; or nothing: then the engine gets every call. */
  noted(record?: string, note?: string, known?: Known): void;
  /** What is known of each response. */
  sentWith: WeakMap<Response, SentRequest | SentEarly>;
  /** Helpers of the front. */
  transmit: typeof transmit;
  markersOf: typeof markersOf;
  noteOf: typeof noteOf;
  ended?: Ended | undefined;
  closed?: boolean;
  seen?: Seen | undefined;
}

/** The parts of the package, each one file when published: parts.js. */
export interface Parts {
  engine: {
    connect(core: Pick<Core, "instance">, host: DriverHost, shared?: Shared): Driver;
    use: Core["use"];
  };
  core: Core;
  login: typeof import("../features/login.js");
  via: typeof import("./via.js");
  content: typeof import("../features/content.js");
  authorize: typeof import("../features/authorize.js");
  vault: typeof import("../features/vault.js");
  credentials: typeof import("../features/credentials/index.js");
  way: typeof import("../features/way.js");
  doctor: typeof import("../features/doctor/index.js");
  lease: typeof import("../features/lease.js");
  record: typeof import("../features/record/index.js");
}

/** The front's helpers that `via.js` gets. */
export type Shared = typeof shared;

/** Loads a part: as the entry does, else as `more` says. */
export type LoadPart = <Name extends keyof Parts>(
  name: Name,
  more?: PartLoaders,
) => Promise<Parts[Name]>;

/** How each part is loaded. */
export type PartLoaders = {
  [Name in keyof Parts]?: (() => Parts[Name] | Promise<Parts[Name]>) | undefined;
} & {
  /** Loads a file a second time, from another URL. */
  again?: ((url: string) => Promise<Parts[keyof Parts]>) | undefined;
  /** Engine and core, where they don't need to be loaded. */
  now?: [Parts["engine"], Pick<Core, "instance">];
};

export type { Core, Host };
