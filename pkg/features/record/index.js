// Loaded when a support bundle is to hold a recording.
import { caseOf } from "./case.js";
import { recorder } from "./recorder.js";
import { watched } from "./steps.js";

/**
 * @import { Client } from "../../index.d.ts"
 * @import { State } from "../../engine/state.d.ts"
 */

/**
 * Runs `run` and a diagnosis, and gives what was asked and answered as a case of tests/field.
 *
 * @param {State} s
 * @param {(client: Client) => unknown} run what the app does; it may fail
 * @param {Client} client
 * @param {{ origin?: string }} [options] of diagnose()
 */
export async function recorded(s, run, client, options) {
  const { options: own, engine } = s;
  const before = own.fetch;
  const { fetch, exchanges } = recorder(before ?? globalThis.fetch.bind(globalThis));
  const app = watched(client);
  const loggedIn = JSON.parse(engine.session()).status === "authenticated";
  own.fetch = fetch;
  try {
    // Its failure is a step of the record.
    await (async () => run(app.client))().catch(() => {});
    const diagnosis = await app.client.diagnose(options);
    const record = {
      ...{ exchanges: await exchanges(), steps: app.steps, loggedIn },
      ...{ given: own.site, root: JSON.parse(engine.finding() ?? "{}").root },
      ...{ site: engine.id(), page: globalThis.location?.origin ?? options?.origin },
      ...{
        inPage: own.place !== "server",
        plugin: diagnosis.plugin,
        named: typeof own.plugin === "string" ? own.plugin : "auto",
        storage: own.storage,
        headerName: own.headerName,
      },
    };
    return {
      diagnosis,
      caseFor: (/** @type {string} */ version) => caseOf({ ...record, version }),
    };
  } finally {
    own.fetch = before;
  }
}
