// The protocol between the rules (src/core/client) and the code that carries effects out. Each member is
// explained in src/core/client/event.rs and effect.rs. tests/js/protocol.test.mjs holds both together.

import type { Begun, State, Typed } from "./state.d.ts";

/** What happened, by name: what `tell()` takes besides. */
export type Events = {
  /** `store`: the bits of `bitsOf()` in storage.js; marked if the store was read. */
  stored: [store: number, text: string, markers: string];
  kept: [store: number, text?: string];
  changed: [];
  woken: [isShown?: boolean];
  refresh: [awaited?: boolean];
  locked: [held: boolean];
  failed: [];
  looked: [];
  foundOwner: [name: number, used: "1" | ""];
  owned: [name: number];
  /** `answer`: JSON of what is known of the response in addition to its body. */
  refreshAnswered: [chance: number, answer: string, body: string];
  /** `persisted`: 1 or 0, and 2 more for a token that a call brought along. */
  saved: [persisted: number];
  timer: [];
  settled: [];
  heard: [number: 0, message?: string | undefined];
  /** `facts`: 1 for all devices, 2 if the front has removed the session, 4 if it has left a marker. */
  logOut: [facts: number];
  /** `call`: its number and traits, with the store's bits. `told`: the logout markers, then the target. */
  call: [call: number, stored: string, told: string, go: Go];
  resumed: [call: number, record: string, sent?: string | undefined];
  /** `call`: its number, 1 more if it may be lost, 2 more if it took another way. */
  callAnswered: [call: number, answer: string, body: string, go: Go];
  callEnded: [call: number];
  rotated: [call: number, token: string];
  ask: [];
  /** `ask`: twice the number of the asking, and 1 more with credentials. */
  loginAsked: [ask: number, none: "", nothing: "", logIn?: Go | undefined];
};

/** What to do, by name: the argument of each is in its line. */
export type Effects = {
  lock: "";
  giveUpLock: "";
  unlock: `${number}`;
  look: "";
  check: "";
  announce: "";
  wake: "";
  findOwner: "";
  /** The name that is used up, or 0. */
  takeOwnership: `${number}`;
  sendRefresh: "";
  /** 2 for a token that a call brought along. */
  save: "" | "2";
  remove: "";
  /** A JSON string. */
  leaveMarker: string;
  clear: "";
  /** JSON: the request, the value of its token's header, and the token. */
  revoke: string;
  say: string;
  timer: `${number}`;
  /** JSON of the error, if there is one. */
  settle: string;
  /** URL, finding and perhaps header, with tabs between. */
  send: string;
  search: "";
  awaitRefresh: "";
  awaitLogin: "";
  /** JSON of the error. */
  refuse: string;
  judged: Verdict;
  askSoon: "";
  /** Number and reason. */
  askLogin: string;
  logIn: "";
  settleLogin: "";
};

/**
 * Each gets the state, the argument of its name, and what goes on with the call or the login of the
 * event.
 */
export type Performers = {
  [Name in keyof Effects]: (s: State, details: Effects[Name], go: Go) => unknown;
};

/**
 * What to do with what came of a call (`Judgement` in src/core/client): the app gets it, and the way it took is kept,
 * it is sent again,
 * cannot be, is sent another way if there is one, or what was known before the last detour is known again.
 */
export type Verdict = "" | "keep" | "repeat" | "lost" | "detour" | "back";

/** How a call is sent. `finding`: what is known of the site. */
export type Sending = {
  url: string;
  header?: string | undefined;
  finding?: string | undefined;
  /** Whose token `header` has. */
  user?: string | undefined;
};

/** Goes on, when the step that it is given has been taken. */
export type Go = (step?: Sending | Verdict | Promise<unknown>) => unknown;

/** Somebody who waits for a refresh. */
export type Waiter = { resolve(): void; reject(error: unknown): void };

/** What a login wants done, by name (src/core/client/effect.rs). */
export type LoginEffects = {
  /** Whether the server is needed. */
  search: "" | "1";
  /**
   * With tabs between them: the operation; what replaces parts of its request, as JSON; what makes another
   * device of this one's name; and what a code is sent with.
   */
  send: string;
  findCookies: "";
  keepCookie: "";
  findNonce: "";
  consent: "";
  readMarkers: "";
  /** The session's stored form. */
  store: string;
  remove: "";
  begin: "";
  tell: "" | "1";
};

/** What an effect of a login has to report, if anything. */
export type Report = [text: string, body?: string];

/** Each gets the login, and the argument of its name. */
export type LoginPerformers = {
  [Name in keyof LoginEffects]: (
    l: LoggingIn,
    details: LoginEffects[Name],
  ) => Report | undefined | Promise<Report | undefined>;
};

/** A login that is carried out. */
export type LoggingIn = {
  s: State;
  /** Its number in the engine. */
  task: number;
  credentials: Typed;
  signal?: AbortSignal | undefined;
  remember?: boolean | undefined;
  noReturn?: () => void;
  /** What was stored. */
  record?: string;
  /** The store that was in use before. */
  before?: State["store"]["chosen"];
  /** Whether the token that was asked about is accepted. */
  isAccepted: boolean;
  /** Set if it is no login, and asks about the session's token. */
  begun: Begun | false;
};
