// The rules in wasm, as JavaScript sees them. In what is shipped, `engine.record()` is `engine.run(18)`
// (scripts/build/operations.mjs).
import type { decode, isExpired, verify } from "../index.d.ts";
import type { use } from "./error.js";
import type { Events } from "./protocol.d.ts";

/** Nothing: no. Any text, also an empty one: yes. */
type Yes = string | undefined;

/**
 * The operations of an engine, as src/js/operations.rs explains them; tests/js/rules.test.mjs
 * holds both together. Each takes a number, a text and a body, and gives a text or nothing.
 */
export interface Operations {
  id(): string;
  url(none: 0, route: string): string;
  isMixedContent(): Yes;
  session(): string;
  token(seconds?: number): string | undefined;
  canRenew(): Yes;
  claims(): string | undefined;
  /** Throws if the app has `seen` another user. */
  user(mustBe?: 0 | 1, seen?: string): string | undefined;
  seen(none: 0, record: string): void;
  /** A number as text, which `Math` and the operators take as they do a number. */
  wakeAt(): number | undefined;
  record(): string | undefined;
  /** `why`: 0 to store a session, 1 to remove one that has ended; to remove what a logout ends, until when. */
  mayReplace(why: number, stored: string): Yes;
  snapshot(): string | undefined;
  beginFor(call: number, user: string): void;
  deletion(none: 0, url: string, body: string): string | undefined;
  forgetRefreshToken(): void;
  request(task: number, operation: string): string;
  carrier(): string | undefined;
  factor(): string | undefined;
  logIn(facts: number, credentials: string | undefined, more: string | undefined): string;
  goOn(task: number, text?: string, body?: string): string | undefined;
  giveUp(task: number): void;
  logouts(): string | undefined;
  header(task: number): string | undefined;
  recall(isNew: number, finding: string): void;
  finding(): string | undefined;
  knows(forLogin: number): Yes;
  search(forLogin: number): string | undefined;
  searched(none: 0, meta: string, body: string): string | undefined;
  confide(none: 0, secret: string): void;
  weigh(traits: number, meta: string, body?: string): string | undefined;
  redact(none: 0, text: string): string;
}

/** One client's rules. `run` takes an event by its name, and returns its effects, one a line. */
export interface Engine extends Operations {
  /** Events, for their changes alone, without their effects. */
  heard(none: 0, message: string): unknown;
  stored(store: number, record: string): unknown;
  resumed(call: number, record: string, sent?: string | undefined): unknown;
  callEnded(call: number): unknown;
  run(event: keyof Events, number?: number, text?: string, body?: string): string | undefined;
  free(): void;
}

/** The one instance of the rules in a page. */
export interface Instance {
  /** Rejects the promises that a trap would leave unsettled. */
  pending: Set<(error: unknown) => void>;
  decode(token: string, first: number, second: number, known: boolean): string;
  engine(options: object): Engine;
  /** Where the module is the first of two: adds the second, which has what only logins need. */
  attach?(texts: string[]): void;
}

/** What the build has made of the crate: `trapped` is called once, when the instance is lost. */
export type Instantiate = (
  module: WebAssembly.Module | undefined,
  trapped: () => void,
) => {
  Engine: new (
    options: string,
  ) => {
    call(operation: number, number: number, text: string, body: string): string | undefined;
    enter(operation: number, number: number, text: string, body: string): string | undefined;
    free?(): void;
  };
  decode: Instance["decode"];
  attach?(second: WebAssembly.Module): void;
};

/** The part `core`. */
export interface Core {
  instance(): Instance;
  decode: typeof decode;
  isExpired: typeof isExpired;
  verify: typeof verify;
  use: typeof use;
}
