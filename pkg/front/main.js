// presskey/client: the front over the core in wasm, or the one that tokens.js has brought along.
import { again } from "./again.js";
import { clientFactory } from "./client.js";
import { partsWith } from "./parts.js";

export { PresskeyError } from "./presskey-error.js";

let create;

// A function, which bundlers drop from entries that need the class alone.
export function createClient(site) {
  create ??= clientFactory({
    ...partsWith(() => createClient.core ?? import("../engine/wasm.js")),
    again,
  });
  return create(site);
}
