// `presskey/url`: the same API with the wasm as a file of its own, loaded by streaming.

/**
 * Loads and compiles the wasm; await it once. Before that `createClient`, `decode` and `isExpired`
 * throw `wasm_unavailable`. Calling it again is harmless: the first call counts.
 *
 * @param url Where the `.wasm` is (`presskey/presskey.wasm`), or what has been got of it already.
 *   Default: next to this module, which bundlers that know `new URL(…, import.meta.url)` copy along.
 * @throws {@link PresskeyError} `wasm_unavailable` when it cannot be loaded or compiled
 * @example
 * ```js
 * import { createClient, init } from "presskey/url";
 *
 * await init("/assets/presskey.wasm");
 * const wp = createClient("https://example.com");
 * ```
 */
export function init(
  url?:
    | string
    | URL
    | Request
    | Response
    | Promise<Response>
    | ArrayBuffer
    | ArrayBufferView
    | WasmModule,
): Promise<void>;

/**
 * `WebAssembly.Module`. @types/node has no such type, and that of lib "dom" is empty: even a number
 * fits it.
 */
type WasmModule = object;

export * from "./index.js";
