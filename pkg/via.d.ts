// `presskey/via`: the client for apps with a `presskey/server` backend, in one file without the parts
// that call WordPress directly.
import type { Client, ClientOptions } from "./index.js";

export * from "./client.js";

/**
 * Creates a client over your own server, like `createClient({ via })` of `presskey`. Use it if all
 * clients of your app use `via`: a page then downloads one file of less than 6 kB.
 *
 * @throws {PresskeyError} `invalid_option`, also if `via` is missing or on another origin
 * @example
 * ```js
 * import { createClient } from "presskey/via";
 *
 * const wp = createClient({ via: "/api/presskey" });
 * ```
 */
export declare function createClient(options: ClientOptions & { via: string | URL }): Client;
