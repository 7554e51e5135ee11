import { quiet } from "../front/storage.js";

/**
 * What this tab and the others keep of a session's name: src/core/client/ownership.rs says what it is for.
 *
 * @import { State } from "./state.d.ts"
 */

const keyOf = (/** @type {State} */ s) => `${s.key}:tab`;
const usedOf = (/** @type {State} */ s) => s.markersOf(`${s.key}:used`, s.options.place);

/**
 * A positive number, or 0 if it has none.
 *
 * @param {State} s
 */
export const nameOf = (s) => Number(quiet(() => s.store.get(keyOf(s)))) || 0;

/** @param {State} s @param {number} name */
export const isUsed = (s, name) => usedOf(s).list().has(`${name}`);

/**
 * Gives the session a new name, which it returns.
 *
 * @param {State} s
 * @param {number} spent a name that is good for no other refresh, or 0
 */
export function rename(s, spent) {
  const name = Math.ceil(Math.random() * 2 ** 52);
  if (spent) usedOf(s).leave(`${spent}`);
  quiet(() => s.store.set(keyOf(s), `${name}`));
  return name;
}
