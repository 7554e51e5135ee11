// `presskey/url`: the same API with the WebAssembly in its own file, which the browser compiles while it
// loads.

/**
 * Loads and compiles the WebAssembly. Await it once. Before that, `createClient`, `decode` and
 * `isExpired` throw `wasm_unavailable`. Only the first call has an effect.
 *
 * @param url The address of the `.wasm` file (`presskey/presskey.wasm`), or its response, bytes or
 *   module. Default: next to this module. Bundlers that support `new URL(…, import.meta.url)` copy it.
 * @throws {@link PresskeyError} `wasm_unavailable` if it can't be loaded or compiled
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
 * `WebAssembly.Module`. @types/node has no such type, and that of lib "dom" is empty: it would accept
 * even a number.
 */
type WasmModule = object;

export * from "./index.js";
