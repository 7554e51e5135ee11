// `presskey/via`: the client for pages whose app has a `presskey/server` backend, in one file without
// what only direct mode needs.
import type { Client, ClientOptions } from "./index.js";

export * from "./client.js";

/**
 * Creates a client over your own server, as `createClient({ via })` of `presskey` does. Use it where
 * every client of the app has `via`: a page then downloads one file of less than 6 kB.
 *
 * @throws {PresskeyError} `invalid_option` immediately, also where `via` is missing or on another origin
 * @example
 * ```js
 * import { createClient } from "presskey/via";
 *
 * const wp = createClient({ via: "/api/presskey" });
 * ```
 */
export declare function createClient(options: ClientOptions & { via: string | URL }): Client;
