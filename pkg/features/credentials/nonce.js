const NOBODY = "Nobody is logged in to WordPress in this browser.";

/**
 * What WordPress said when it was asked for a nonce, as the response to a refresh: the nonce and whose
 * it is, since somebody else may have signed in meanwhile.
 *
 * @param {import("../../engine/state.d.ts").State} s
 * @param {import("../../engine/state.d.ts").Read} answer
 * @param {import("../../engine/transport.js").How} how
 * @returns {Promise<import("../../engine/state.d.ts").Read>}
 */
export async function nonceIn(s, answer, how) {
  const [, text] = /^\s*(0|[\da-f]{10})\s*$/.exec(answer.body) ?? [];
  // A maintenance page, a firewall's: says nothing about who is signed in.
  if (!text) return answer;
  if (text === "0") return { ...answer, body: JSON.stringify({ nobody: true, message: NOBODY }) };
  const me = await s.exchange(s, s.requestOf(s, "validate"), { ...how, header: text });
  return me.status === 200 ? { ...me, body: `{"token":"${text}","user":${me.body}}` } : me;
}

/**
 * Whether this page is one of the site itself, and the nonce that WordPress printed into it.
 *
 * @typedef {{ wpApiSettings?: { nonce?: string }, wp?: { apiFetch?: ApiFetch } }} WordPressPage
 * @typedef {{ nonceMiddleware?: { nonce?: string } }} ApiFetch
 * @param {import("../../engine/state.d.ts").State} s
 * @returns {[string, string]}
 */
export function nonceOf(s) {
  const isOwn = globalThis.location?.origin === new URL(s.options.site).origin;
  const { wpApiSettings, wp } = /** @type {WordPressPage} */ (globalThis);
  const printed = wpApiSettings?.nonce ?? wp?.apiFetch?.nonceMiddleware?.nonce;
  return [String(Number(isOwn)), String(printed ?? "")];
}
