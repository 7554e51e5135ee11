// What the files of presskey/server hand to each other.

import type { Instance } from "../engine/rules.d.ts";
import type { Host, State } from "../engine/state.d.ts";
import type { SessionEndReason } from "../index.d.ts";
import type { CookieOptions, ServerClient, SessionStore } from "./index.d.ts";
import type { backendOptions } from "./options.js";
import type { recentSessions } from "./recent.js";
import type { sealer } from "./seal.js";

export type { CookieOptions, SessionStore };

/** `BackendOptions`, checked, with every default filled in. */
export type Options = ReturnType<typeof backendOptions>;

/** What all requests of a backend share. */
export interface Shared {
  options: Options;
  instance(): Instance;
  /** The site's origin. */
  origin: string;
  fetch: typeof fetch;
  recent: ReturnType<typeof recentSessions>;
  sealer: ReturnType<typeof sealer>;
  /** What one visitor's calls have shown of the site for all. */
  shown: Pick<State, "overrides" | "stuckUntil"> & { sure?: boolean };
  finding(): string | undefined;
  keepFinding(text: string): void;
  shareSearch: NonNullable<Host["shareSearch"]>;
}

/** A name and the options of a cookie: a cookie has one form behind TLS and one on loopback. */
export interface Form {
  name: string;
  options: CookieOptions;
}

/** A cookie to set; with `maxAge` 0 to remove. */
export type Cookie = Form & { value: string };

/** Where a visitor's cookies are read and written: visitor.js explains the members. */
export interface Visitor {
  request?: Request;
  isWritable: boolean | undefined;
  forms(suffix?: string): [Form, ...Form[]];
  proof: Form | undefined;
  asksProof: boolean;
  get(name: string): string | undefined | Promise<string | undefined>;
  set(cookies: Cookie[]): boolean | Promise<boolean>;
  changes(): Cookie[];
}

/** What is sealed of a session: slot.js explains the members. */
export interface Payload {
  version: number;
  /** Not in sessions of earlier releases. */
  since?: number;
  text?: string;
  wordpress?: Jar | undefined;
  keep?: boolean | undefined;
  device: string;
}

/** The cookies of a session at WordPress, and when the one that renews it was set. */
export interface Jar {
  cookies?: [string, string][];
  since?: number;
}

/** A session's cookie, opened: with a store it names the payload only. */
export interface Opened {
  at: number;
  id: string;
  payload?: Payload;
}

/** One visitor's client, and what the backend needs of it. */
export interface Seated {
  client: ServerClient;
  changes: Visitor["changes"];
  renew(): Promise<unknown>;
  /** The claims of the session's token as a page may have them: without secrets. */
  claims(): unknown;
  /** What tells the session's user from others, for the page. */
  userName(): Promise<string>;
  /** When the session began, if that is known: milliseconds since the epoch. */
  since(): number | undefined;
  engine(): State["engine"];
  release(): void;
}

/** What a call below `…/rest` asks of WordPress. */
export interface Call {
  path: string;
  search: string;
  /** As WordPress reads it. */
  route: string;
  /** As well; undefined if servers may read it in different ways. */
  method: string | undefined;
  isSafe: boolean;
}

export type EndReason = SessionEndReason;
