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
    return [token, refreshToken, ...(token ? madeOf(token) : [])];
  });
  return [...new Set([...tokens, ...s.typed])].filter(Boolean);
}

/**
 * The secrets of which a token is made, where the credentials themselves are sent: Basic's password,
 * and those of OAuth 1.0a.
 *
 * @param {string} token
 */
function madeOf(token) {
  // No JSON Web Token is made of others; and jsdom's atob, among the globals of Node, calls itself.
  if (/^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)) return [];
  const bytes = quiet(() => Uint8Array.from(atob(token), (letter) => letter.charCodeAt(0)));
  const text = quiet(() => new TextDecoder("utf-8", { fatal: true }).decode(bytes)) ?? "";
  const password = text.includes(":") ? text.slice(text.indexOf(":") + 1) : "";
  const pairs = [...new URLSearchParams(token)].filter(([name]) => name.endsWith("Secret"));
  return [password, password.replaceAll(" ", ""), ...pairs.map(([, value]) => value)];
}
