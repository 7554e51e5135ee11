import { use } from "../engine/error.js";
import { instances } from "../engine/instance.js";
import { fetchUncached } from "../engine/uncached.js";
import { invalidOption, PresskeyError } from "../front/error.js";
import { clientOf } from "./client.js";
import { withCookies } from "./cookies.js";
import { handler } from "./handle.js";
import { backendOptions } from "./options.js";
import { recentSessions, settled } from "./recent.js";
import { sealer } from "./seal.js";
import { serverClient } from "./server-client.js";
import { setCookie } from "./visitor.js";

/**
 * @import { Instantiate } from "../engine/rules.d.ts"
 * @import { Backend, BackendOptions } from "./index.d.ts"
 * @import { Seated, Shared } from "./types.d.ts"
 */

/** Milliseconds for which it is believed where the REST API is, and which server responds there. */
const FINDING = 3_600_000;

/**
 * `createBackend` over what the build has made of the crate, of which all backends share one
 * instance.
 *
 * @param {Function} instantiate as in instances()
 * @param {() => WebAssembly.Module} compile
 * @returns {(options: BackendOptions) => Backend}
 */
export function backendOver(instantiate, compile) {
  use(PresskeyError);
  const instance = instances(instantiate, compile);
  return (given) => {
    const options = backendOptions(given);
    const site = siteOf(instance, options.client);
    /** @type {Shared} */
    const backend = {
      options,
      instance,
      origin: new URL(site).origin,
      fetch: uncached(options.fetch),
      recent: recentSessions(options.client.timeout),
      sealer: sealer(options.secrets, site),
      shown: { stuckUntil: 0 },
      ...sharedFinding(),
    };
    return {
      handle: handler(backend),
      client: async (visitor, context) => (await serverClient(backend, visitor, context)).client,
      renew: (request, context) => renew(backend, request, context),
    };
  };
}

/**
 * The site's origin and path. Throws what makes no sense of the options that clients have, too.
 *
 * @param {Shared["instance"]} instance
 * @param {Shared["options"]["client"]} options
 */
function siteOf(instance, options) {
  /** @type {any} () => Engine, which `attach` sets before clientOf() returns */
  let engine;
  /** @type {NonNullable<import("../engine/state.d.ts").Host["attach"]>} */
  const attach = (current) => {
    engine = () => current().engine;
  };
  clientOf(instance, { ...options, storage: "memory" }, { attach }).close();
  const id = engine().id();
  const { plugin = "auto" } = options;
  const { static: kind } = plugin === "auto" ? {} : JSON.parse(engine().request(-1, "login"));
  if (kind === "nonce") {
    throw invalidOption(
      'The plugin "cookie" works only in pages of the site itself, not on a server.',
    );
  }
  engine().free();
  return id;
}

/**
 * Nothing that passes through here is for a cache: what a visitor may see is theirs alone.
 *
 * @type {(own: typeof fetch | undefined) => typeof fetch}
 */
const uncached = (own) => (url, init) => fetchUncached(own, url, init);

/**
 * What one client has found out of the site, for all others.
 *
 * @returns {Pick<Shared, "finding" | "keepFinding" | "shareSearch">}
 */
function sharedFinding() {
  /** @type {{ text: string, until: number } | undefined} */
  let found;
  /** @type {Promise<void> | undefined} */
  let searching;
  const finding = () =>
    /** @type {number} */ (found?.until) > Date.now()
      ? /** @type {{ text: string }} */ (found).text
      : undefined;
  return {
    finding,
    keepFinding(text) {
      if (text !== found?.text || !finding()) found = { text, until: Date.now() + FINDING };
    },
    /** One search at a time; who waited takes over what was found. */
    async shareSearch(s, first, forLogin, search) {
      const before = finding();
      if (searching) {
        await settled(searching);
        if (finding() && finding() !== before) {
          s.engine.recall(0, /** @type {string} */ (finding()));
          return search(s, s.engine.search(Number(forLogin)));
        }
      }
      const mine = search(s, first);
      searching = mine;
      try {
        return await mine;
      } finally {
        if (searching === mine) searching = undefined;
      }
    },
  };
}

/**
 * Renews ahead of a page, which may not be able to set cookies. Never stops the page.
 *
 * @param {Shared} backend
 * @param {Request} request
 * @param {unknown} context
 * @returns {ReturnType<Backend["renew"]>}
 */
async function renew(backend, request, context) {
  const nothing = { cookies: [], request };
  if (!request.headers.get("Cookie")) return nothing;
  /** @type {Seated | undefined} */
  let visitor;
  try {
    visitor = await serverClient(backend, request, context);
    // A failure is one of the network: the page's own calls tell of it.
    await visitor.renew().catch(() => {});
    const changes = visitor.changes();
    if (!changes.length) return nothing;
    const headers = new Headers(request.headers);
    const cookie = withCookies(headers.get("Cookie"), changes);
    if (cookie) headers.set("Cookie", cookie);
    else headers.delete("Cookie");
    return { cookies: changes.map(setCookie), request: new Request(request, { headers }) };
  } catch {
    return nothing;
  } finally {
    visitor?.release();
  }
}
