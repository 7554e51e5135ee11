/**
 * @import { Prepared } from "../front/types.d.ts"
 * @import { State } from "./state.d.ts"
 */

const OVERRIDABLE = /^(PUT|PATCH|DELETE)$/;
const OVERRIDE = /[?&]_method=(\w*)/;

/**
 * Sends a method as a POST, as `methodOverride: true` does, once that was seen to work on a site that
 * refuses the method itself. A request that names another method already stays as it is.
 *
 * @param {State} s
 * @param {Prepared} request
 */
export function overrideMethod(s, request) {
  const method = request.method.toUpperCase();
  const { headers, target } = request;
  if (!s.overrides?.[method] || !target.startsWith("/")) return;
  if (OVERRIDE.test(target) || headers.has("X-HTTP-Method-Override")) return;
  request.method = request.init.method = "POST";
  const [route, ...rest] = target.split("#");
  const mark = route.includes("?") ? "&" : "?";
  request.target = [`${route}${mark}_method=${method}`, ...rest].join("#");
}

/**
 * Remembers what became of a method. `answered`: WordPress did, and not the web server or a firewall,
 * whose page may also be hidden by CORS. An override counts only where the method was refused before.
 *
 * @param {State} s
 * @param {Prepared} request
 * @param {boolean} answered
 */
export function noteMethod(s, { method, target }, answered) {
  const overridden = OVERRIDE.exec(target)?.[1];
  if (overridden) {
    if (s.overrides && overridden in s.overrides) s.overrides[overridden] = answered;
  } else if (!answered && OVERRIDABLE.test(method.toUpperCase())) {
    s.overrides = { [method.toUpperCase()]: false, ...s.overrides };
    // From now on the engine looks at every call.
    s.noted();
  }
}
