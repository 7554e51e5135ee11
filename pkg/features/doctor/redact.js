import { ask } from "./rules.js";

/**
 * What it needs of a session (engine/session.js): what the server knows in confidence, and what a login
 * sends now.
 *
 * @typedef {{ typed: string[], engine: { secrets(): string } }} Session
 */

/**
 * A text that may quote a server, without what the server knows in confidence, now or `before`.
 *
 * @param {Session} s
 * @param {string} text
 * @param {string[]} before
 * @returns {string}
 */
export const redact = (s, text, before) =>
  ask("redact", { text, secrets: [...new Set([...before, ...secretsOf(s)])] }).text;

/**
 * What the server knows in confidence now. A logout removes it, so it is asked for before requests whose
 * responses are quoted.
 *
 * @param {Session} s
 * @returns {string[]}
 */
export const secretsOf = ({ typed, engine }) =>
  [...typed, ...JSON.parse(engine.secrets())].filter(Boolean);
