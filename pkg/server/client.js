import { connect } from "../engine/driver.js";
import { use } from "../engine/error.js";
import { clientFactory } from "../front/client.js";
import { partsWith } from "../front/parts.js";

/**
 * A client whose engine is there from the beginning.
 *
 * @param {import("../engine/rules.d.ts").Core["instance"]} instance of the rules, as instances() keeps it
 * @param {import("../index.d.ts").ClientOptions} site as for createClient()
 * @param {import("../engine/state.d.ts").Host} host what presskey/server brings along: its store, and what else of a browser it takes the
 *   place of
 */
export const clientOf = (instance, site, host) =>
  clientFactory({ ...partsWith(), now: [{ connect, use }, { instance }] })(site, host);
