import { ask } from "./rules.js";

/** @import { State } from "../../engine/state.d.ts" */

/**
 * A sentence as the rules write it: own and quoted texts by turns, of which the first is an own one.
 *
 * @typedef {string[]} Sentence
 */

/** Characters that are shown of what a sentence quotes. */
const QUOTED = 300;

/**
 * An address without what the server knows in confidence, before anything changes or cuts it.
 *
 * @param {State} s
 * @param {string} address
 */
export const cleanAddress = (s, address) =>
  ask("redact", { text: s.engine.redact(0, address), typed: [...s.typed] }).text;

/**
 * Does something whose result may quote a server. `work` gets a function that makes a text of a sentence and
 * leaves everything out that the server knows in confidence, now or at the beginning: a logout meanwhile
 * does not make that unknown, as for a call on its way. A quoted text is cut when it is clean.
 *
 * @template T
 * @param {State} s
 * @param {(string | undefined)[] | undefined} secrets what is secret in the headers of a call
 * @param {(redact: (sentence: Sentence) => string) => Promise<T>} work
 * @param {boolean} [isLate] whether secrets may be quoted that nobody knows any more: nothing is then
 * @returns {Promise<T>}
 */
export async function redacting(s, secrets, work, isLate) {
  const { engine } = s;
  const call = 4096 * ++s.calls;
  const before = [...s.typed];
  engine.resumed(call, "");
  try {
    return await work((sentence) => {
      const typed = [...before, ...s.typed];
      const clean = (/** @type {string} */ text, quoted = false) =>
        engine.redact(
          0,
          ask("redact", { text: engine.redact(0, text), typed, secrets, quoted }).text,
        );
      const cut = (/** @type {string} */ text) =>
        isLate ? "…" : [...clean(text, true)].slice(0, QUOTED).join("");
      return clean(sentence.map((text, at) => (at % 2 ? cut(text) : text)).join(""));
    });
  } finally {
    engine.callEnded(call);
  }
}
