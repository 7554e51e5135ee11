import { failure, invalidOption } from "../engine/error.js";
import { ALGORITHMS, algorithmOf } from "./verify/algorithms.js";
import { keyFor } from "./verify/keys.js";

export { use } from "../engine/error.js";

const refused = (/** @type {string} */ message) => failure("invalid_token", message, "no");

/**
 * @import { DecodedToken, VerifyOptions, WordPressClaims } from "../index.d.ts"
 * @typedef {Parameters<typeof import("../index.d.ts").verify>[1]} Key
 */

/**
 * A token's header and claims, if the key has signed them and they hold now.
 *
 * @template T
 * @param {string} token
 * @param {DecodedToken<T>} decoded what decode() made of it
 * @param {Key} key
 * @param {VerifyOptions} options
 */
export async function verify(token, decoded, key, options) {
  const wanted = optionsOf(options);
  const { header, claims, signature } = decoded;
  // By name, so that a token never chooses what the caller did not expect: "none", or HS256 with a
  // public key for its secret.
  if (!wanted.algorithms.includes(/** @type {string} */ (header.alg)))
    throw refused("The token's algorithm is not allowed.");
  // Extensions that must be understood (RFC 7515 section 4.1.11). None is.
  if (header.crit !== undefined)
    throw refused("The token needs extensions (`crit`) that presskey does not support.");
  const signed = token.slice(0, token.lastIndexOf("."));
  if (!(await isSignedBy(key, /** @type {string} */ (header.alg), signed, signature))) {
    throw refused("The token's signature is wrong.");
  }
  check(/** @type {WordPressClaims} */ (claims), wanted);
  return { header, claims };
}

/**
 * Whether `signature` (base64url) is the key's under `signed` (RFC 7515 section 5.2).
 *
 * @param {Key} key
 * @param {string} alg
 * @param {string} signed
 * @param {string} signature
 */
export async function isSignedBy(key, alg, signed, signature) {
  const { subtle } = globalThis.crypto ?? {};
  if (!subtle) {
    throw failure("insecure_site", "verify() needs a page on https: or localhost.", "no", {
      hint: "Serve the page over https:, because browsers offer WebCrypto only there and on localhost.",
    });
  }
  const algorithm = algorithmOf(alg);
  const imported = await keyFor(subtle, algorithm, key);
  const bytes = new TextEncoder().encode(signed);
  return subtle.verify(algorithm.verify, imported, base64url(signature), bytes);
}

/** @param {VerifyOptions} options */
function optionsOf(options) {
  const { algorithms, issuer, audience, clockTolerance = 0, now = Date.now() } = options ?? {};
  if (!Array.isArray(algorithms) || !algorithms.length) {
    throw invalidOption("verify() needs `algorithms`: those that your server signs with.");
  }
  for (const name of algorithms) {
    if (!Object.hasOwn(ALGORITHMS, name)) {
      throw invalidOption(`\`algorithms\` may hold ${Object.keys(ALGORITHMS).join(", ")}.`);
    }
  }
  if (!Number.isFinite(now) || !Number.isFinite(clockTolerance) || clockTolerance < 0) {
    throw invalidOption("`clockTolerance` (seconds) and `now` (milliseconds) must be numbers.");
  }
  for (const [name, text] of Object.entries({ issuer, audience })) {
    if (text !== undefined && typeof text !== "string") {
      throw invalidOption(`\`${name}\` must be a string.`);
    }
  }
  return { algorithms, issuer, audience, clockTolerance, now };
}

/**
 * RFC 7519 sections 4.1.1 to 4.1.5; that the times are numbers was checked while decoding.
 *
 * @param {WordPressClaims} claims
 * @param {ReturnType<typeof optionsOf>} wanted
 */
function check({ iss, aud, exp, nbf }, { issuer, audience, clockTolerance, now }) {
  const seconds = now / 1000;
  if (seconds - clockTolerance >= /** @type {number} */ (exp))
    throw refused("The token has expired.");
  if (seconds + clockTolerance < /** @type {number} */ (nbf))
    throw refused("The token is not valid yet.");
  if (issuer !== undefined && iss !== issuer) throw refused("The token is from another issuer.");
  if (audience !== undefined && ![aud].flat().includes(audience)) {
    throw refused("The token is for another audience.");
  }
}

/** Unpadded and canonical: that was checked while decoding. */
const base64url = (/** @type {string} */ text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
