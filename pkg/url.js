// The entry for those who prefer a separate .wasm file, compiled while it streams in.
import { coreWith } from "./dist/core.module.js";
import { clientFactory, PresskeyError, partsWith } from "./dist/front.js";

export { PresskeyError };

let module;

/** Loads the module. What comes before that fails with `wasm_unavailable`. */
export async function init(source = new URL("./dist/presskey.wasm", import.meta.url)) {
  module ??= await load(await source);
}

async function load(source) {
  if (source instanceof WebAssembly.Module) return source;
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) {
    return WebAssembly.compile(source);
  }
  try {
    const response = source instanceof Response ? source : await fetch(source);
    if (!response.ok) throw new Error(`${response.status} ${response.url}`);
    // Servers that do not know the type would fail the streaming compiler.
    return response.headers.get("Content-Type")?.startsWith("application/wasm")
      ? await WebAssembly.compileStreaming(response)
      : await WebAssembly.compile(await response.arrayBuffer());
  } catch (cause) {
    throw unavailable("The .wasm file could not be loaded.", undefined, cause);
  }
}

const unavailable = (message, hint, cause) =>
  new PresskeyError({ code: "wasm_unavailable", message, hint, sent: "no", cause });

const core = coreWith(() => {
  if (module) return module;
  throw unavailable("presskey/url has not been initialized.", "Call `await init()` first.");
});
core.use(PresskeyError);

export const createClient = clientFactory(partsWith(() => core));
export const { decode, isExpired, verify } = core;
