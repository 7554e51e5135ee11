import { ask } from "./rules.js";

/** @import { State } from "../../engine/state.d.ts" */

/**
 * Does something whose result may quote a server. `work` gets a function that leaves everything out of a text
 * that the server knows in confidence, now or at the beginning: a logout meanwhile does not make that
 * unknown, as for a call on its way.
 *
 * @template T
 * @param {State} s
 * @param {(redact: (text: string) => string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function redacting(s, work) {
  const { engine } = s;
  const call = 4096 * ++s.calls;
  const before = [...s.typed];
  engine.resumed(call, "");
  try {
    return await work((text) => {
      const secrets = [...before, ...s.typed];
      return ask("redact", { text: engine.redact(0, text), secrets }).text;
    });
  } finally {
    engine.callEnded(call);
  }
}
