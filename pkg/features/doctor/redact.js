import { quiet } from "../../front/storage.js";
import { ask } from "./rules.js";

/**
 * What it needs of a session (engine/session.js): stored sessions, and what a login sends now.
 *
 * @typedef {{ records: (string | undefined)[], typed: string[], engine: { record(): string | undefined } }} Session
 */

/**
 * A text that may quote a server, without anything that the server knew in confidence.
 *
 * @param {Session} s
 * @param {string} text
 * @returns {string}
 */
export const redact = (s, text) => ask("redact", { text, secrets: secretsOf(s) }).text;

/**
 * The tokens of this session and of those before it, and what is being typed in.
 *
 * @param {Session} s
 */
function secretsOf(s) {
  const tokens = [...s.records, s.engine.record()].flatMap((record) => {
    const { token, refreshToken } = quiet(() => JSON.parse(record ?? "")) ?? {};
    return [token, refreshToken];
  });
  return [...new Set([...tokens, ...s.typed])].filter(Boolean);
}
