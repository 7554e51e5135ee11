/**
 * The one way from JavaScript into a wasm instance, and into what it shares its memory with: a
 * function that puts a guard before exports.
 *
 * A trap runs no destructor: cells stay borrowed, memory half written. So whatever is thrown out
 * of an export (a panic, a stack overflow, an error from an import that Rust did not declare
 * `catch`) ends the instance for ever. `trapped` hears of it once, when no frame of the instance
 * is left on the stack, so that it may start a new one.
 *
 * After that, calls throw what ended it. Except the `quiet` ones, which the engine makes on its own
 * (promise callbacks, finalizers) or the glue while tidying up: nobody could catch, so they do
 * nothing. They return `[]` because the glue looks into some results.
 *
 * Parameters are spelled out, which is faster than `...args`; that they are enough is seen when the
 * package is built.
 *
 * @param {(cause: unknown) => void} trapped
 * @param {string[]} quiet
 * @returns {<Exports extends WebAssembly.Exports>(exports: Exports) => Exports}
 */
export function guard(trapped, quiet) {
  /** @type {{ cause: unknown } | undefined} */
  let dead;
  let depth = 0;

  /** @type {(call: Function, isQuiet: boolean) => (...given: unknown[]) => unknown} */
  const enter = (call, isQuiet) => (a, b, c, d, e, f, g, h) => {
    let result;
    if (!dead) {
      depth++;
      try {
        result = call(a, b, c, d, e, f, g, h);
      } catch (cause) {
        dead ||= { cause };
      }
      if (!--depth && dead) trapped(dead.cause);
    }
    if (!dead) return result;
    // Within an outer call even quiet ones throw: its frames must leave the stack as well.
    if (depth || !isQuiet) throw dead.cause;
    return [];
  };

  return (exports) =>
    /** @type {any} The same members. */ (
      Object.fromEntries(
        Object.entries(exports).map(([name, value]) => [
          name,
          typeof value === "function" ? enter(checked(value), quiet.includes(name)) : value,
        ]),
      )
    );
}

/** @param {Function} call */
function checked(call) {
  if (call.length > 8) throw new RangeError();
  return call;
}
