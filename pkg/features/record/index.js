// Loaded when a support bundle is to hold a recording.
import { caseOf } from "./case.js";
import { recorder } from "./recorder.js";
import { watched } from "./steps.js";

export { use } from "../../engine/error.js";

/**
 * @import { Client } from "../../index.d.ts"
 * @import { State } from "../../engine/state.d.ts"
 * @typedef {ReturnType<typeof recorder>} Recorder
 * @typedef {{ before: typeof fetch | undefined, recorders: Set<Recorder> }} Patch
 */

/**
 * The clients that are being recorded, by their options.
 *
 * @type {WeakMap<State["options"], Patch>}
 */
const patches = new WeakMap();

/**
 * Lets a recorder see what a client sends, until the function is called that it returns. Several may
 * begin and end in any order: there is one patch of `fetch`, and the last recorder removes it.
 *
 * @param {State["options"]} own
 * @param {Recorder} one
 */
function attach(own, one) {
  const patch = patches.get(own) ?? { before: own.fetch, recorders: new Set() };
  const { before, recorders } = patch;
  if (!recorders.size) {
    patches.set(own, patch);
    own.fetch = (input, init) => {
      /** @type {typeof fetch} */
      let send = before ?? globalThis.fetch.bind(globalThis);
      for (const { through } of recorders) send = through.bind(undefined, send);
      return send(input, init);
    };
  }
  recorders.add(one);
  return () => {
    recorders.delete(one);
    if (recorders.size) return;
    own.fetch = before;
    patches.delete(own);
  };
}

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
  const one = recorder();
  const app = watched(client);
  const loggedIn = JSON.parse(engine.session()).status === "authenticated";
  const detach = attach(own, one);
  try {
    // Its failure is a step of the record.
    await (async () => run(app.client))().catch(() => {});
    const diagnosis = await app.client.diagnose(options);
    const record = {
      ...{ exchanges: await one.exchanges(), steps: app.steps, loggedIn },
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
    detach();
  }
}
