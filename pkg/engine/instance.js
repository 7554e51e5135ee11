import { errorOf, internalError } from "./error.js";

/**
 * Keeps the one instance of a page, and starts another after a trap.
 *
 * @param instantiate what the build has made of the crate, in wasm or in JavaScript
 * @param {() => WebAssembly.Module} [compile] called once, on the first call
 */
export function instances(instantiate, compile) {
  let module;
  let current;

  return () => {
    current ??= start();
    return current;
  };

  function start() {
    module ??= compile?.();
    const instance = { pending: new Set() };
    const { Engine, decode, operations } = instantiate(module, () => {
      // A trap may have broken anything: the next call begins afresh from what is stored.
      if (current === instance) current = undefined;
      for (const reject of instance.pending) reject(internalError());
    });
    const names = operations().trim().split(" ");
    instance.decode = (token, first, second, known) => {
      try {
        return decode(token, first, second, known);
      } catch (thrown) {
        throw errorOf(thrown);
      }
    };
    // The operations of src/js/operations.rs as methods: (number, text, body) -> text or undefined.
    // On a prototype: presskey/server makes an engine for each request.
    class Operations {
      #engine;
      constructor(options) {
        this.#engine = told(() => new Engine(JSON.stringify(options)));
      }
      run(index, number = 0, text = "", body = "") {
        return told(() => this.#engine.call(index, number, text, body));
      }
      // For places that make many and know when one is done with.
      free() {
        this.#engine.free?.();
      }
    }
    for (const [index, name] of names.entries()) {
      Operations.prototype[name] = function (...given) {
        return this.run(index, ...given);
      };
    }
    instance.engine = (options) => new Operations(options);
    return instance;
  }
}

/** What wasm throws, as an error of ours. */
function told(call) {
  try {
    return call();
  } catch (thrown) {
    throw errorOf(thrown);
  }
}
