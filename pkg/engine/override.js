import { withQuery } from "../front/form.js";

/**
 * @import { Prepared } from "../front/types.d.ts"
 * @import { State } from "./state.d.ts"
 */

const OVERRIDE = /[?&]_method=(\w*)/;

/**
 * Sends a method as a POST, as `methodOverride: true` does, where the rules (src/core/overrides.rs) say so. A
 * request that names another method already stays as it is.
 *
 * @param {State} s
 * @param {Prepared} request
 */
export function overrideMethod(s, request) {
  const { headers, method, target } = request;
  if (!s.overrides || !target.startsWith("/")) return;
  if (OVERRIDE.test(target) || headers.has("X-HTTP-Method-Override")) return;
  const verb = method.toUpperCase();
  if (s.engine.overrides(s.overrides, verb) === undefined) return;
  request.method = request.init.method = "POST";
  request.target = withQuery(target, [["_method", verb]]);
}

/**
 * Tells the rules what became of a method. `answered`: WordPress did, and not the web server or a firewall,
 * whose page may also be hidden by CORS.
 *
 * @param {State} s
 * @param {Prepared} request
 * @param {boolean} answered
 */
export function noteMethod(s, { method, target, safe }, answered) {
  const { overrides = 0 } = s;
  // Nothing was refused so far.
  if (safe || (answered && !overrides)) return;
  const verb = OVERRIDE.exec(target)?.[1];
  const seen = 4 * overrides + 2 * Number(Boolean(verb)) + Number(answered);
  s.overrides = Number(s.engine.noteMethod(seen, verb || method.toUpperCase()));
  // From now on the engine looks at every call.
  if (!overrides && s.overrides) s.noted();
}
