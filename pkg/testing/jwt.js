// JSON Web Tokens signed with HS256. The texts are those of php-jwt, which nearly every plugin uses,
// in the order in which it checks.
import { hmac } from "./sha256.js";

/** Why a token is refused, in php-jwt's words. */
export class TokenError extends Error {
  /** @param {string} message @param {Record<string, unknown> | null} [claims] */
  constructor(message, claims = null) {
    super(message);
    this.claims = claims;
  }
}

/** @param {string} binary */
const base64url = (binary) =>
  btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

/**
 * PHP writes everything outside ASCII as \u escapes.
 *
 * @param {unknown} value
 */
const toJson = (value) =>
  JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** @param {object} claims @param {string} secret @param {object} [header] */
export function sign(claims, secret, header = { typ: "JWT", alg: "HS256" }) {
  const signed = [header, claims].map((part) => base64url(toJson(part))).join(".");
  return `${signed}.${base64url(String.fromCharCode(...hmac(signed, secret)))}`;
}

/** @param {string} text */
function partOf(text) {
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new TokenError("Syntax error, malformed JSON");
  }
}

/**
 * Header and claims, unchecked; null for what cannot be read.
 *
 * @param {string} token
 */
export function peek(token) {
  return [0, 1].map((index) => {
    try {
      return partOf(token.split(".")[index]);
    } catch {
      return null;
    }
  });
}

/**
 * The claims of a token that the site signed. Throws a {@link TokenError} for any other.
 *
 * @param {string} token
 * @param {string} secret
 * @param {number} now seconds
 * @param {number} [leeway] seconds by which a clock may be wrong
 */
export function verify(token, secret, now, leeway = 0) {
  const parts = token.split(".");
  if (parts.length !== 3) throw new TokenError("Wrong number of segments");
  const header = partOf(parts[0]);
  const claims = partOf(parts[1]);
  if (header === null) throw new TokenError("Invalid header encoding");
  if (claims === null) throw new TokenError("Invalid claims encoding");
  if (typeof claims !== "object") throw new TokenError("Payload must be a JSON object");
  if (!header.alg) throw new TokenError("Empty algorithm");
  if (!/^((HS|RS)(256|384|512)|ES(256|384|256K)|EdDSA)$/.test(header.alg)) {
    throw new TokenError("Algorithm not supported");
  }
  if (header.alg !== "HS256") throw new TokenError("Incorrect key for this algorithm");
  if (base64url(String.fromCharCode(...hmac(`${parts[0]}.${parts[1]}`, secret))) !== parts[2]) {
    throw new TokenError("Signature verification failed");
  }
  for (const claim of ["nbf", "iat"]) {
    if (claims[claim] > now + leeway) {
      const time = new Date(claims[claim] * 1000).toISOString().replace(/\.\d+Z$/, "+0000");
      throw new TokenError(`Cannot handle token prior to ${time}`, claims);
    }
  }
  if (claims.exp !== undefined && now - leeway >= claims.exp) {
    throw new TokenError("Expired token", claims);
  }
  return claims;
}
