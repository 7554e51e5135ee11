import { connect } from "../engine/driver.js";
import { use } from "../engine/error.js";
import { clientFactory } from "../front/client.js";
import { partsWith } from "../front/parts.js";

/**
 * A client whose engine is there from the beginning.
 *
 * @param instance of the rules, as instances() keeps it
 * @param site as for createClient()
 * @param host what presskey/server brings along: its store, and what else of a browser it takes the
 *   place of
 */
export const clientOf = (instance, site, host) =>
  clientFactory({ ...partsWith(), now: [{ connect, use }, { instance }] })(site, host);
