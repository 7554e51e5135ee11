import { instantiate } from "../dist/glue.js";
import { errorOf, internalError } from "./error.js";

/**
 * Keeps the one wasm instance of a page, and starts another after a trap.
 *
 * @param {() => WebAssembly.Module} compile called once, on the first call
 */
export function instances(compile) {
  let module;
  let current;

  return () => (current ??= start());

  function start() {
    module ??= compile();
    const instance = { pending: new Set() };
    const exports = instantiate(module, () => {
      // A trap may have broken anything: the next call begins afresh from what is stored.
      if (current === instance) current = undefined;
      for (const reject of instance.pending) reject(internalError());
    });
    // The functions, and for each client an engine, whose errors are PresskeyErrors.
    instance.decode = translated(exports.decode);
    instance.isExpired = translated(exports.isExpired);
    instance.engine = translated((...args) => {
      const engine = new exports.Engine(...args);
      return Object.fromEntries(
        Object.getOwnPropertyNames(exports.Engine.prototype).map((name) => [
          name,
          translated((...args) => engine[name](...args)),
        ]),
      );
    });
    return instance;
  }
}

const translated =
  (call) =>
  (...args) => {
    try {
      return call(...args);
    } catch (thrown) {
      throw errorOf(thrown);
    }
  };
