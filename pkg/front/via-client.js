// presskey/via: createClient({ via }) alone, for apps that always have a backend.
import { again } from "./again.js";
import { invalidOption } from "./error.js";
import { loaderOf } from "./load.js";
import { optionsOf } from "./options.js";
import { prepare } from "./request.js";
import { shared } from "./shared.js";
import { throwIfAborted } from "./signal.js";
import { clientOver, shownSession } from "./surface.js";
import { connect } from "./via.js";

/** @import { Client, ClientOptions } from "../index.d.ts" */

export { PresskeyError } from "./presskey-error.js";

const parts = { content: () => import("../features/content.js"), again };

/** @param {ClientOptions} given @returns {Client} */
export function createClient(given) {
  const options = optionsOf(given);
  if (!options.via) throw invalidOption("`via` is needed.");
  const shown = shownSession();
  const backend = connect(undefined, { options, changed: shown.show }, shared);
  const { ready, logout, close, token, getToken, completeAuthorization } = backend;
  /** @type {Parameters<typeof clientOver>[3]} */
  const withBackend = async (use, signal) => {
    throwIfAborted(signal);
    return use(backend);
  };
  /** @type {Parameters<typeof clientOver>[4]} */
  const send = async (input, init, more, wantsValue) => {
    const request = prepare(input, init, { ...options, ...more });
    throwIfAborted(request.signal);
    return backend.send(request, undefined, wantsValue);
  };
  return clientOver(options, loaderOf(parts), shown, withBackend, send, {
    async ready() {
      await ready();
      return shown.current();
    },
    logout: async ({ everywhere = false } = {}) => logout(everywhere),
    claims: () => shown.claims(backend.claims()),
    close,
    token,
    getToken,
    completeAuthorization,
  });
}
