// presskey/client: the front over the core in wasm, or the one that tokens.js has brought along.
import { again } from "./again.js";
import { clientFactory } from "./client.js";
import { partsWith } from "./parts.js";

/**
 * @import { ClientOptions } from "../index.d.ts"
 * @import { Core } from "./types.d.ts"
 */

export { PresskeyError } from "./presskey-error.js";

/** @type {ReturnType<typeof clientFactory> | undefined} */
let create;

/**
 * A function, which bundlers drop from entries that need the class alone.
 *
 * @param {string | URL | ClientOptions} site
 */
export function createClient(site) {
  create ??= clientFactory({
    ...partsWith(
      () => /** @type {{ core?: Core }} */ (createClient).core ?? import("../engine/wasm.js"),
    ),
    // Only this core comes in two.
    login: () => import("../features/login.js"),
    again,
  });
  return create(site);
}
