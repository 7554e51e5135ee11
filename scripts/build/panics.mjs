// The panic handler of src/js/mod.rs traps, whatever the message. The standard library doesn't know
// that: it prepares the message first. Here its panics become traps. So do those of wasm-bindgen, which would
// throw a message: pkg/engine/guard.js ends the instance after either, and shows no message.
import { functionsOf, read } from "./module.mjs";

/** Functions of the standard library, and of wasm-bindgen, that do not return. */
const PANICS =
  /^(core|alloc|__rustc)\b.*(::panicking::|_fail(ed)?\b|\bhandle_(alloc_)?error\b|alloc_error_handler|capacity_overflow)|^wasm_bindgen::(throw_str|__rt::throw_null)\b/;

/**
 * The module, in which a panic is nothing but a trap.
 *
 * @param {Uint8Array} bytes a module with the names of its functions
 */
export function withTraps(bytes) {
  const module = read(bytes);
  const panics = functionsOf(module).filter((one) => !one.module && PANICS.test(one.name));
  if (!panics.length) throw new Error("no panic was found: the functions have other names now");
  for (const { name, params, results } of panics) {
    module.removeFunction(name);
    module.addFunction(name, params, results, [], module.unreachable());
  }
  const result = module.emitBinary();
  module.dispose();
  return result;
}
