/** @import { State } from "../engine/state.d.ts" */

/**
 * Runs `forget` whenever the session changes: after a logout nothing may be left of what the site said
 * before it, because that may contain a token. Bound, because a closure also keeps what is around it.
 *
 * @param {State} s
 * @param {() => void} forget bound as well
 */
export function whenSessionChanges(s, forget) {
  s.changed = changed.bind(undefined, forget, s.changed);
}

/** @param {() => void} forget @param {State["changed"]} tell @param {Parameters<State["changed"]>} given */
function changed(forget, tell, ...given) {
  forget();
  tell(...given);
}
