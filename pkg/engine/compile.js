import texts from "../crate/presskey.inline.js";
import { PresskeyError } from "./error.js";
import { bytes } from "./inline.js";

/** Compiles the module that is part of the script. Synchronous: it is far below 8 MB. */
export function compileInline() {
  try {
    return new WebAssembly.Module(bytes(texts));
  } catch (cause) {
    const misread = /** @type {Error} */ (cause).name === "SentinelError";
    throw new PresskeyError({
      code: "wasm_unavailable",
      message: misread ? "The script was not read as UTF-8." : "This page can't use WebAssembly.",
      hint: misread
        ? 'Serve the script as UTF-8: `<meta charset="utf-8">` in the page, or `charset=utf-8` in its Content-Type.'
        : "Add 'wasm-unsafe-eval' to script-src in the page's Content-Security-Policy. Or import presskey/js, which needs no WebAssembly.",
      sent: "no",
      cause,
    });
  }
}
