import { invalidOption } from "../../engine/error.js";
import { base64 } from "./base64.js";

/**
 * @import { PresskeyError } from "../../index.d.ts"
 * @import { State, Typed } from "../../engine/state.d.ts"
 */

/**
 * The pending login of a server to which the credentials themselves are sent.
 *
 * @param {State} s
 * @param {"basic" | "key" | "nonce" | "oauth1"} kind
 * @param {Typed} credentials
 * @param {AbortSignal | undefined} signal
 */
export async function grant(s, kind, credentials, signal) {
  if (kind === "nonce") return nonceGrant(s, signal);
  const { username } = credentials;
  return s.adopt(s, await tokenOf(s, kind, credentials), "", signal, { username });
}

/** @param {State} s @param {string} kind @param {Typed} credentials */
async function tokenOf(s, kind, credentials) {
  const { username, password, apiKey } = credentials;
  if (kind === "oauth1") return (await s.part("authorize")).tokenOf(s, credentials);
  if (kind === "key") {
    if (!apiKey) throw invalidOption("This server needs `apiKey`.");
    return apiKey;
  }
  if (!username || !password) throw invalidOption("This server needs `username` and `password`.");
  // RFC 7617 section 2: the first colon ends the name.
  if (username.includes(":")) throw invalidOption("`username` must not hold a colon.");
  return base64(`${username}:${password}`);
}

/**
 * With the nonce that WordPress printed into its page, or a new one where a cache kept that.
 *
 * @typedef {{ wpApiSettings?: { nonce?: string }, wp?: { apiFetch?: ApiFetch } }} WordPressPage
 * @typedef {{ nonceMiddleware?: { nonce?: string } }} ApiFetch
 * @param {State} s
 * @param {AbortSignal | undefined} signal
 */
async function nonceGrant(s, signal) {
  if (globalThis.location?.origin !== new URL(s.options.site).origin) {
    throw invalidOption('The plugin "cookie" works only in pages of the site itself.');
  }
  const { wpApiSettings, wp } = /** @type {WordPressPage} */ (globalThis);
  const printed = wpApiSettings?.nonce ?? wp?.apiFetch?.nonceMiddleware?.nonce;
  try {
    if (printed) return await s.adopt(s, String(printed), "", signal);
  } catch (error) {
    if (/** @type {PresskeyError} */ (error).sent !== "answered") throw error;
  }
  let answer = await s.ask(s, "refresh", { signal });
  // WordPress's own files may be in a folder, which its index names.
  if (!answer.body.startsWith("{") && s.search(s, false)) {
    await s.flights.search;
    answer = await s.ask(s, "refresh", { signal });
  }
  return s.engine.readLogin(0, answer.meta(), answer.body);
}
