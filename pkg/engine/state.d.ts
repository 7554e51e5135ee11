// The state that the engine's functions share, and what is in it.

import type { Carrier, DriverHost, LoadPart, Options } from "../front/types.d.ts";
import type { Credentials, PresskeyError, Session, SessionEndReason } from "../index.d.ts";
import type { validate } from "./exchange.js";
import type { logIn } from "./login.js";
import type { Events, Waiter } from "./protocol.d.ts";
import type { Engine } from "./rules.d.ts";
import type { isOver, once } from "./session.js";
import type { tabsOf } from "./tabs.js";
import type { exchange, requestOf } from "./transport.js";
import type { detour, keepFinding, search } from "./way.js";

/**
 * The state of one client in one wasm instance. The functions are for parts that are loaded on use,
 * which would otherwise share files with the engine.
 */
export interface State extends Pick<DriverHost, "noted" | "transmit" | "markersOf" | "noteOf"> {
  engine: Engine;
  options: Options;
  part: LoadPart;
  changed(session: Session, user?: string): void;
  key: string;
  store: Store;
  markers: ReturnType<DriverHost["markersOf"]>;
  tabs: ReturnType<typeof tabsOf>;
  unsubscribe: (() => void) | undefined;
  timer: Timer | undefined;
  closed: boolean;
  loaded: boolean;
  /** What a login sends: for the doctor, which must not quote it. */
  typed: Set<Typed>;
  /** Another one after each logout, here or in another tab: it removes what the server knows in confidence. */
  epoch: number;
  /** More than the logouts that earlier instances of the engine have seen. */
  lost: number;
  /** Who is logged in, as the app has been told. */
  user: string | undefined;
  carrier: Carrier;
  loggingIn: number;
  /** Until when a session must have arrived that a logout removes from a store which takes its time. */
  leftAt: number;
  /** The removal of what a logout ended, and what ends its requests when they take too long. */
  removed: unknown;
  late?: AbortSignal;
  /** Work that everybody who needs it shares, by name. */
  flights: Record<string, Promise<unknown> | undefined>;
  /** Who waits for the refresh. */
  waiters: Waiter[];
  /** Why the refresh could not be carried out. */
  cause: unknown;
  lock?: { giveUp(): void; release(after: number): unknown };
  /** What the refresh that is under way was begun for, if it sends cookies. */
  sendsCookies?: Begun | false | undefined;
  refreshTimer: Timer | undefined;
  /** Whether the REST root that is known has answered this client. */
  sure: boolean;
  /** Methods that the site refused, and whether each worked as a POST. */
  overrides?: Record<string, boolean> | undefined;
  /** Names this browser among the user's others. */
  device?: string;
  /** What was known before another way was taken, until that has led somewhere. */
  before: { finding: string | undefined } | undefined;
  /** Until when no other way is looked for. */
  stuckUntil: number;
  /** The index, as it answered when a redirect was looked into: for the doctor. */
  followed: { status: number; url?: string; body: string; epoch: number } | undefined;
  /** An index that the search for another way could not read, and when: for the doctor. */
  unread: { url?: string; at: number } | undefined;
  /** Counts calls: each has a number. */
  calls: number;
  /** When the rules were last told the time for a call that the front sends. */
  told: number;
  /** Calls that wait for a login. */
  askers: ((nothing?: unknown) => void)[];

  tell<Name extends keyof Events>(event: Name, ...more: Events[Name]): Promise<unknown>;
  /** Before the operations that only logins, searches and validations need: loads their code. */
  logins(): Promise<void>;
  validate: typeof validate;
  search: typeof search;
  logIn: typeof logIn;
  exchange: typeof exchange;
  once: typeof once;
  requestOf: typeof requestOf;
  detour: typeof detour;
  keepFinding: typeof keepFinding;
  isOver: typeof isOver;
}

/** Node's is an object, with `unref`. */
type Timer = ReturnType<typeof setTimeout> & { unref?(): unknown };

type MaybePromise<T> = T | Promise<T>;

/** Where a session is kept: storage.js explains the kinds. */
export interface Store {
  persistent?: boolean;
  readonly shared?: boolean;
  /** Then the methods return promises. */
  strict?: boolean;
  get(key: string): MaybePromise<string | null | undefined>;
  set(key: string, text: string): unknown;
  remove(key: string): unknown;
  subscribe?(key: string, changed: () => void): (() => void) | undefined;
  /** The store of the two of the browser that is in use. */
  readonly chosen?: "session" | "local";
  choose?(remember: boolean | undefined): void;
  find?(key: string): void;
  /** A lock of its own. */
  lock?(work: (held: boolean) => Promise<unknown>): Promise<unknown>;
  /** Why the session that was stored is gone. */
  ended?(): SessionEndReason | undefined;
}

/** What presskey/server brings along: its store, and what it takes the place of in a browser. */
export interface Host {
  isBackend?: boolean;
  store?: Store;
  /** The cookies of the site. */
  cookies?: {
    fetch: typeof fetch;
    /** When the cookie that renews the session was set. */
    since: { get(): number; set(): unknown };
  };
  /** What the second step of a login is sent with. */
  factor?: () => string | undefined;
  /** Searches once for all clients. */
  shareSearch?: (
    s: State,
    first: string | undefined,
    forLogin: boolean,
    search: (s: State, first: string | undefined) => Promise<void>,
  ) => Promise<void>;
  /** Hands over the way to the state. */
  attach?: (current: () => State) => void;
}

/** `Credentials`, as they are sent: all strings, further fields as JSON has them. */
export type Typed = Record<string, string> & {
  [Name in keyof Credentials]?: string;
};

/** What is remembered of the session that a request is begun for. */
export type Begun = { epoch: number | undefined };

/** One of the server's own requests: `request()` in src/core/server/request.rs. */
export interface ServerRequest {
  method: string;
  url: string;
  body?: Record<string, unknown> | undefined;
  /** How the body is sent: as a form, as JSON. A server may take both. */
  form?: boolean;
  json?: boolean;
  /** Sends the token in its header, which may have another name. */
  auth?: boolean | undefined;
  header?: string;
  sign?: boolean;
  cookies?: boolean;
  /** Whether it is below the REST root, in which namespace. */
  rest?: boolean;
  namespace?: string;
  /** The credentials themselves are the token. */
  static?: "basic" | "key" | "nonce" | "oauth1";
  /** The response is a nonce in plain text. */
  text?: boolean;
  /** A refusal can't be read. */
  mute?: boolean;
  /** A redirect is looked at, not followed. */
  look?: unknown;
  /** The method of a second request, with the id that the first one gave. */
  then?: string;
}

/** A response as the rules take it: `meta()` is JSON of what is known in addition to the body. */
export interface Read {
  status: number;
  body: string;
  meta(more?: object): string;
}

/** An error of ours that has not been completed: see explained.js. */
export type Incomplete = PresskeyError & {
  code?: PresskeyError["code"];
  hint?: string;
  /** JSON of the request that got no response. */
  request?: string;
};
