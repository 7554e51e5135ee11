import { clientOf } from "./client.js";
import { invalidOption } from "./error.js";
import { instances } from "./instance.js";

/**
 * The functions of the package over a way to get the compiled module.
 *
 * @param {() => WebAssembly.Module} compile
 */
export function api(compile) {
  const instance = instances(compile);

  return {
    createClient: (site) => clientOf(instance, site),

    decode(token) {
      const text = String(token);
      const [header, claims] = JSON.parse(instance().decode(text));
      return { header, claims, signature: text.slice(text.lastIndexOf(".") + 1) };
    },

    isExpired(token, { margin = 0, now = Date.now() } = {}) {
      if (!Number.isFinite(margin) || !Number.isFinite(now)) {
        throw invalidOption("`margin` (seconds) and `now` (milliseconds) must be finite numbers.");
      }
      const [, { exp }] = JSON.parse(instance().decode(String(token)));
      return exp !== undefined && now >= (exp - margin) * 1000;
    },
  };
}
