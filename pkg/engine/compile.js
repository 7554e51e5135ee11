import texts from "../crate/presskey.inline.js";
import { failure } from "./error.js";
import { bytes } from "./inline.js";
import { unusable } from "./permitted.js";

/** Compiles the module that is part of the script. Synchronous: it is far below 8 MB. */
export function compileInline() {
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
