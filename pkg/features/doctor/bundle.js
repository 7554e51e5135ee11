import { diagnose } from "./diagnose.js";
import { ask } from "./rules.js";

/**
 * What helps somebody else to find a fault: findings, versions, settings and what happened last.
 * No token, no name of a user, no path of the page.
 *
 * @param {{ at: number, what?: string, why?: string }[]} trail sessions and errors, by status or code
 */
export async function supportBundle(s, trail) {
  const { plugin, storage, refresh, expiryMargin, timeout, headerName, place } = s.options;
  const { status, reason, expiresAt, canRefresh, persisted } = JSON.parse(s.engine.session());
  return {
    presskey: ask("version", {}).version,
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
    diagnosis: await diagnose(s),
  };
}

/** An option by its name; of an app's own object no more than that there is one. */
const named = (option) => (typeof option === "string" ? option : "custom");
