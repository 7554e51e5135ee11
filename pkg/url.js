// The entry for those who prefer a separate .wasm file, compiled while it streams in.
import { coreWith } from "./dist/core.module.js";
import { clientFactory, PresskeyError, partsWith } from "./dist/front.js";

export { PresskeyError };

/** @type {WebAssembly.Module | undefined} */
let module;

/**
 * Loads the module. What comes before that fails with `wasm_unavailable`.
 *
 * @type {typeof import("./url.d.ts").init}
 */
export async function init(source = new URL("./dist/presskey.wasm", import.meta.url)) {
  module ??= await load(await source);
}

/** @param {Awaited<Parameters<typeof import("./url.d.ts").init>[0]>} source */
async function load(source) {
  if (source instanceof WebAssembly.Module) return source;
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) {
    return WebAssembly.compile(/** @type {BufferSource} */ (source));
  }
  try {
    const response =
      source instanceof Response
        ? source
        : await fetch(/** @type {string | URL | Request} */ (source));
    if (!response.ok) throw new Error(`${response.status} ${response.url}`);
    // Servers that do not know the type would fail the streaming compiler.
    return response.headers.get("Content-Type")?.startsWith("application/wasm")
      ? await WebAssembly.compileStreaming(response)
      : await WebAssembly.compile(await response.arrayBuffer());
  } catch (cause) {
    throw unavailable("The .wasm file could not be loaded.", undefined, cause);
  }
}

/** @param {string} message @param {string} [hint] @param {unknown} [cause] */
const unavailable = (message, hint, cause) =>
  new PresskeyError({ code: "wasm_unavailable", message, hint, sent: "no", cause });

const core = coreWith(() => {
  if (module) return module;
  throw unavailable("presskey/url has not been initialized.", "Call `await init()` first.");
});
core.use(PresskeyError);

export const createClient = clientFactory(partsWith(() => core));
export const { decode, isExpired, verify } = core;
