// What a public key looks like, in every format in which developers get one.
import { isPoint } from "./points.js";

/** Bytes below which nothing is a public key: Ed25519's have 32, and no format. */
const SHORTEST = 32;

/** How often a key may be wrapped: an SSH key is base64, and environments add one of their own. */
const LAYERS = 4;

/** A PEM (RFC 7468), SSH2 (RFC 4716), a JWK or a set of them (RFC 7517), XML Signature. */
const TEXTS = /-{4,5} ?BEGIN [\w ]+-{4}|["']kty["']\s*:|<(?:\w+:)?(?:RSA|EC|DSA)KeyValue\b/;

/**
 * Whether bytes are a key of a public-key algorithm: as binary, as text, or as the base64 or hex of one.
 * Nothing else parses as one by accident, but a few random secrets do as a point (points.js). A point
 * without a format (Ed25519) looks like any secret.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
export function isPublicKey(bytes) {
  for (const each of layersOf(bytes, LAYERS)) {
    if (TEXTS.test(textOf(each)) || isDer(each) || isSsh(each) || isPoint(each)) return true;
  }
  return false;
}

/**
 * The bytes, and what they are the base64 or hex of, as a whole or in a word of them.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {number} layers
 * @returns {Generator<Uint8Array<ArrayBuffer>>}
 */
function* layersOf(bytes, layers) {
  if (bytes.length < SHORTEST) return;
  yield bytes;
  if (layers === 1) return;
  const text = textOf(bytes);
  // In lines, also in one line of a file of settings, or with colons, as openssl prints them.
  const whole = text.replace(/\\+(?:[nrt]|u000[ad]|x0[ad])|%0[ad]|\\+$|[\s:"',]/gim, "");
  for (const word of new Set([whole, ...text.split(/[^\w+/-]+/)])) {
    for (const decoded of [fromHex(word), fromBase64(word)]) {
      if (decoded) yield* layersOf(decoded, layers - 1);
    }
  }
}

/** As text; of UTF-16, what is ASCII. @param {Uint8Array<ArrayBuffer>} bytes */
const textOf = (bytes) => new TextDecoder().decode(bytes).replaceAll("\0", "");

/** @param {string} word */
const fromHex = (word) =>
  /^(?:[\da-f]{2})+$/i.test(word)
    ? Uint8Array.from(word.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
    : undefined;

/** @param {string} word */
function fromBase64(word) {
  const plain = word.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, "");
  if (!/^[\w+/]+$/.test(plain) || plain.length % 4 === 1) return undefined;
  return Uint8Array.from(atob(plain), (char) => char.charCodeAt(0));
}

/**
 * A SEQUENCE that fills the bytes, of an INTEGER or a SEQUENCE and more (X.690): RFC 5280's SPKI and
 * certificates, RFC 8017's RSA keys, RFC 5958's private keys.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
function isDer(bytes) {
  const whole = contentOf(bytes, 0);
  if (bytes[0] !== 0x30 || !whole || /\S/.test(textOf(bytes.subarray(whole.end)))) return false;
  let parts = 0;
  for (let at = whole.start; at < whole.end; parts++) {
    const part = contentOf(bytes, at);
    if (!part || part.end > whole.end || (!parts && ![0x02, 0x30, 0xa0].includes(bytes[at]))) {
      return false;
    }
    at = part.end;
  }
  return parts > 1;
}

/**
 * Where the content of an element of DER begins and ends, if that is within the bytes.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {number} at
 */
function contentOf(bytes, at) {
  const first = bytes[at + 1];
  const more = first < 0x80 ? 0 : first & 0x7f;
  if (first === undefined || first === 0x80 || more > 4) return undefined;
  const start = at + 2 + more;
  const length = bytes.subarray(at + 2, start).reduce((sum, byte) => sum * 256 + byte, 0);
  const end = start + (more ? length : first);
  return end <= bytes.length ? { start, end } : undefined;
}

/**
 * RFC 4253 section 6.6: an algorithm's name, and what belongs to it, each behind its length.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
function isSsh(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let parts = 0;
  for (; at + 4 <= bytes.length; parts++) {
    const end = at + 4 + view.getUint32(at);
    if (end > bytes.length) return false;
    if (!parts && !/^[a-z][\w@.-]+$/.test(textOf(bytes.subarray(4, end)))) return false;
    at = end;
  }
  return parts > 1 && at === bytes.length;
}
