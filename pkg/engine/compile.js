import { failure } from "./error.js";
import { bytes } from "./inline.js";
import { unusable } from "./permitted.js";

/**
 * Compiles a module that is part of a script. Synchronous: it is far below 8 MB.
 *
 * @param {string[]} texts
 */
export function compileInline(texts) {
  try {
    return new WebAssembly.Module(bytes(texts));
  } catch (cause) {
    if (/** @type {Error} */ (cause).name !== "SentinelError") throw unusable(cause);
    throw failure("wasm_unavailable", "The script was not read as UTF-8.", "no", {
      hint: 'Serve the script as UTF-8: `<meta charset="utf-8">` in the page, or `charset=utf-8` in its Content-Type.',
      cause,
    });
  }
}
