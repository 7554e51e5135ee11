import { errorOf, internalError } from "./error.js";

/** @import { Engine, Instance, Instantiate } from "./rules.d.ts" */

/**
 * Keeps the one instance of a page, and starts another after a trap.
 *
 * @param {Function} instantiate what the build has made of the crate, in wasm or in JavaScript: an
 *   `Instantiate`, which TypeScript does not find in generated code
 * @param {(texts?: string[]) => WebAssembly.Module} [compile] called once for each module: on the first
 *   call, and for what the part `login` brings
 */
export function instances(instantiate, compile) {
  /** @type {WebAssembly.Module | undefined} */
  let module;
  /** @type {WebAssembly.Module | undefined} */
  let second;
  /** @type {Instance | undefined} */
  let current;

  return () => {
    current ??= start();
    return current;
  };

  function start() {
    module ??= compile?.();
    const instance = /** @type {Instance} */ ({ pending: new Set() });
    const { Engine, decode, attach } = /** @type {Instantiate} */ (instantiate)(module, () => {
      // A trap may have broken anything: the next call begins afresh from what is stored.
      if (current === instance) current = undefined;
      for (const reject of instance.pending) reject(internalError());
    });
    if (attach) {
      let attached = false;
      instance.attach = (texts) => {
        if (attached) return;
        second ??= /** @type {NonNullable<typeof compile>} */ (compile)(texts);
        attach(second);
        attached = true;
      };
    }
    instance.decode = (token, first, second, known) => {
      try {
        return decode(token, first, second, known);
      } catch (thrown) {
        throw errorOf(thrown);
      }
    };
    instance.engine = (options) => {
      /** @type {InstanceType<typeof Engine> | undefined} */
      let rules = told(() => new Engine(JSON.stringify(options)));
      /** @param {"call" | "enter"} door */
      const through =
        (door) =>
        (/** @type {number} */ operation, number = 0, text = "", body = "") => {
          // What is left of an aborted request. A call of a freed engine would be a trap, which ends the
          // instance for everybody.
          if (!rules) throw internalError();
          return told(() =>
            /** @type {NonNullable<typeof rules>} */ (rules)[door](operation, number, text, body),
          );
        };
      return /** @type {Engine} */ (
        /** @type {unknown} */ ({
          // What `engine.NAME()` is when it is built (scripts/build/operations.mjs).
          run: through("call"),
          enter: through("enter"),
          // For places that make many and know when one is done with.
          free() {
            rules?.free?.();
            rules = undefined;
          },
        })
      );
    };
    return instance;
  }
}

/**
 * What wasm throws, as an error of ours.
 *
 * @template T
 * @param {() => T} call
 */
function told(call) {
  try {
    return call();
  } catch (thrown) {
    throw errorOf(thrown);
  }
}
