import { invalidOption } from "./error.js";
import { instances } from "./instance.js";

/** @import { Core } from "./rules.d.ts" */

/**
 * The rules: an instance of what the build has made of the crate, and what needs no client.
 *
 * @param {Function} instantiate as in instances()
 * @param {(texts?: string[]) => WebAssembly.Module} [compile] as in instances()
 * @returns {Pick<Core, "instance" | "decode" | "isExpired">}
 */
export function coreOf(instantiate, compile) {
  const instance = instances(instantiate, compile);

  // The tokens of a server have one header: its text doesn't need to be checked every time.
  /** @type {{ part?: string, header?: Record<string, unknown> }} */
  let known = {};

  /** @type {Core["decode"]} */
  const decode = (token) => {
    const text = typeof token === "string" ? token : "";
    const first = text.indexOf(".");
    const second = text.indexOf(".", first + 1);
    const signature = text.slice(second + 1);
    if (text.slice(0, first) === known.part) {
      const claims = JSON.parse(instance().decode(text, first, second, true));
      return { header: { ...known.header }, claims, signature };
    }
    const [header, claims] = JSON.parse(`[${instance().decode(text, first, second, false)}]`);
    // A copy is as good as new where nothing in it can be changed.
    if (Object.values(header).every((value) => Object(value) !== value)) {
      known = { part: text.slice(0, first), header: { ...header } };
    }
    return { header, claims, signature };
  };

  return {
    instance,

    decode,

    /** @type {Core["isExpired"]} */
    isExpired(token, { margin = 0, now = Date.now() } = {}) {
      if (!Number.isFinite(margin) || !Number.isFinite(now)) {
        throw invalidOption("`margin` (seconds) and `now` (milliseconds) must be finite numbers.");
      }
      const { exp } = decode(token).claims;
      return exp !== undefined && now >= (exp - margin) * 1000;
    },
  };
}
