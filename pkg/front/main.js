// presskey/client: the front over the core in wasm, or the one that tokens.js has brought along.
import { clientFactory } from "./client.js";
import { partsWith } from "./parts.js";
import { retrying } from "./retry.js";

export { PresskeyError } from "./presskey-error.js";

let create;

// A function, which bundlers drop from entries that need the class alone.
export function createClient(site) {
  create ??= clientFactory(
    retrying(partsWith(() => createClient.core ?? import("../engine/wasm.js"))),
  );
  return create(site);
}
