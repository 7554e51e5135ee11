import { failure, invalidOption } from "./error.js";
import { exchange, requestOf } from "./transport.js";

/**
 * The token of a server to which the credentials themselves are sent.
 *
 * @param {"basic" | "key" | "nonce" | "oauth1"} kind
 */
export async function tokenOf(s, kind, credentials) {
  const { username, password, apiKey } = credentials;
  if (kind === "oauth1") return (await import("./oauth1.js")).tokenOf(s, credentials);
  if (kind === "nonce") return nonceOf(s);
  if (kind === "key") {
    if (!apiKey) throw invalidOption("This server needs `apiKey`.");
    return apiKey;
  }
  if (!username || !password) throw invalidOption("This server needs `username` and `password`.");
  // RFC 7617 section 2: the first colon ends the name.
  if (username.includes(":")) throw invalidOption("`username` must not hold a colon.");
  return btoa(String.fromCharCode(...new TextEncoder().encode(`${username}:${password}`)));
}

/** The nonce that WordPress printed into its page, or a new one. Only its own pages get one. */
async function nonceOf(s) {
  if (globalThis.location?.origin !== new URL(s.options.site).origin) {
    throw invalidOption('The plugin "cookie" works in pages of the site itself only.');
  }
  const nonce = globalThis.wpApiSettings?.nonce ?? globalThis.wp?.apiFetch?.nonceMiddleware?.nonce;
  if (nonce) return String(nonce);
  const { body } = await exchange(s, requestOf(s, "refresh"));
  const { token } = JSON.parse(body);
  if (token) return token;
  throw failure(
    "not_authenticated",
    "Nobody is logged in to WordPress in this browser.",
    "answered",
  );
}
