import { failure } from "./error.js";

/**
 * The page can't use WebAssembly, most likely because of its Content-Security-Policy.
 *
 * @param {unknown} cause
 */
export const unusable = (cause) =>
  failure("wasm_unavailable", "This page can't use WebAssembly.", "no", {
    hint: "Add 'wasm-unsafe-eval' to script-src in the page's Content-Security-Policy. Or import presskey/js, which needs no WebAssembly.",
    cause,
  });

/**
 * Safari compiles a module that the page's policy forbids. It throws the CompileError when it should
 * instantiate the module. A compiled module has no other reason for one.
 *
 * @template Exports
 * @param {(module: WebAssembly.Module | undefined, trapped: () => void) => Exports} instantiate
 * @param {WebAssembly.Module | undefined} module
 * @param {() => void} trapped
 */
export function permitted(instantiate, module, trapped) {
  try {
    return instantiate(module, trapped);
  } catch (cause) {
    throw cause instanceof WebAssembly.CompileError ? unusable(cause) : cause;
  }
}
