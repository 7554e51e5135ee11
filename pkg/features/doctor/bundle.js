import { diagnose } from "./diagnose.js";
import { ask } from "./rules.js";

/**
 * @import { Client } from "../../index.d.ts"
 * @import { State } from "../../engine/state.d.ts"
 * @typedef {Awaited<ReturnType<typeof recordingOf>>} Recorded
 */

/**
 * What helps somebody else to find a fault: findings, versions, settings and what happened last.
 * No token, no name of a user, no path of the page.
 *
 * @param {State} s
 * @param {object} options
 * @param {{ at: number, what?: string, why?: string }[]} options.trail sessions and errors, by status or code
 * @param {Client} options.client
 * @param {boolean | ((client: Client) => unknown)} [options.record] whether to write down what was
 *   asked and answered; a function runs before the diagnosis
 * @param {string} [options.origin] as diagnose() takes it
 */
export async function supportBundle(s, { trail, client, record, ...more }) {
  const { plugin, storage, refresh, expiryMargin, timeout, headerName, place } = s.options;
  const { status, reason, expiresAt, canRefresh, persisted } = JSON.parse(s.engine.session());
  const { version } = ask("version", {});
  const found = record
    ? await recordingOf(s, record, client, more)
    : { diagnosis: await diagnose(s, more) };
  return {
    presskey: version,
    made: new Date().toISOString(),
    runtime: globalThis.navigator?.userAgent ?? globalThis.process?.version ?? null,
    page: globalThis.location?.origin ?? null,
    place,
    options: {
      plugin: named(plugin),
      storage: named(storage),
      refresh,
      expiryMargin,
      timeout,
      headerName,
      ownFetch: Boolean(s.options.fetch),
    },
    session: { status, reason, expiresAt, canRefresh, persisted },
    trail: trail.map(({ at, ...rest }) => ({ at: new Date(at).toISOString(), ...rest })),
    diagnosis: found.diagnosis,
    ...(record && { record: /** @type {Recorded} */ (found).caseFor(version) }),
  };
}

/**
 * @param {State} s
 * @param {true | ((client: Client) => unknown)} record
 * @param {Client} client
 * @param {import("./diagnose.js").Options} more
 */
async function recordingOf(s, record, client, more) {
  const { recorded } = await s.part("record");
  return recorded(s, typeof record === "function" ? record : () => {}, client, more);
}

/** An option by its name; of an app's own object no more than that there is one. */
const named = (/** @type {unknown} */ option) => (typeof option === "string" ? option : "custom");
