// The protocol between the rules (src/core/client) and the code that carries effects out. Each member is
// explained in src/core/client/event.rs and effect.rs. tests/js/protocol.test.mjs holds both together.

import type { State } from "./state.d.ts";

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
  foundOwner: [copied: boolean];
  /** `answer`: JSON of what is known of the response in addition to its body. */
  refreshAnswered: [chance: number, answer: string, body: string];
  saved: [persisted: boolean];
  timer: [];
  heard: [number: 0, message?: string | undefined];
  /** `facts`: 1 for all devices, 2 if the front has removed the session, 4 if it has left a marker. */
  logOut: [facts: number];
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
  takeOwnership: "";
  sendRefresh: "";
  save: "";
  remove: "";
  /** A JSON string. */
  leaveMarker: string;
  clear: "";
  /** JSON: the request, the value of its token's header, and the token. */
  revoke: string;
  say: string;
  timer: `${number}`;
  settle: "";
};

/** Each gets the state, the argument of its name, and who waits for a refresh that is settled. */
export type Performers = {
  [Name in keyof Effects]: (s: State, details: Effects[Name], waiters: Waiter[]) => unknown;
};

/** Somebody who waits for a refresh. */
export type Waiter = { resolve(): void; reject(error: unknown): void };
