import { invalidOption } from "../../engine/error.js";
import { isPublicKey } from "./public-key.js";

/**
 * @import { Key } from "../verify.js"
 * @typedef {Exclude<Key, { algorithm: object }>} Unread
 * @typedef {ReturnType<typeof import("./algorithms.js").algorithmOf>} Algorithm
 */

/** What a JWK must have to verify, by its type: never more is taken from it. */
const MEMBERS = { RSA: ["n", "e"], EC: ["crv", "x", "y"] };
const PEM = /-----BEGIN ([A-Z0-9 ]+)-----/;

/**
 * A key as WebCrypto takes it, if it is one for the algorithm, and not a weak one.
 *
 * @param {SubtleCrypto} subtle
 * @param {Algorithm} algorithm
 * @param {Key} key
 */
export async function keyFor(subtle, algorithm, key) {
  const imported = /** @type {CryptoKey} */ (
    isCryptoKey(key) ? key : await read(subtle, algorithm, key)
  );
  checkKind(imported, algorithm);
  checkStrength(imported.algorithm, algorithm);
  return imported;
}

/** The last secret that is no public key: to look takes longer than to verify a token with it. */
let checked = "";

/** @param {SubtleCrypto} subtle @param {Algorithm} algorithm @param {Unread} key */
async function read(subtle, algorithm, key) {
  const { kty, name } = algorithm;
  const [format, data] = formOf(key, algorithm);
  // Everybody who has it could sign (RFC 8725 section 3.1, CVE-2015-9256).
  const bytes = /** @type {Uint8Array<ArrayBuffer>} */ (data);
  if (format === "raw" && key !== checked) {
    if (isPublicKey(bytes))
      throw invalidOption(`A public key can't be the secret for ${algorithm.name}.`);
    if (typeof key === "string") checked = key;
  }
  try {
    return await subtle.importKey(
      /** @type {"raw"} */ (format),
      /** @type {BufferSource} */ (data),
      algorithm.import,
      false,
      ["verify"],
    );
  } catch (cause) {
    throw invalidOption(`The key can't be read as a key for ${name} (${kty}).`, cause);
  }
}

/**
 * A key's format and bytes: of a secret for HMAC, of a public key for the others.
 *
 * @param {Unread} key
 * @param {Algorithm} algorithm
 * @returns {[format: "raw" | "spki", Uint8Array] | [format: "jwk", JsonWebKey]}
 */
function formOf(key, { kty, name }) {
  if (typeof key === "string") {
    const [, label] = PEM.exec(key) ?? [];
    if (kty === "oct") return ["raw", new TextEncoder().encode(key)];
    if (label === "PUBLIC KEY") return ["spki", der(key)];
    throw invalidOption(
      `${name} needs a public key: "-----BEGIN PUBLIC KEY-----". openssl makes it with "openssl pkey -in key.pem -pubout", and "openssl x509 -in certificate.pem -pubkey -noout".`,
    );
  }
  if (ArrayBuffer.isView(key)) return kty === "oct" ? ["raw", bytesOf(key)] : ["spki", key];
  if (key?.kty !== kty) throw invalidOption(`The key is not for ${name} (${kty}).`);
  // Of a private key the public part is used.
  const operation = key.d === undefined ? "verify" : "sign";
  if (
    (key.use ?? "sig") !== "sig" ||
    (key.alg ?? name) !== name ||
    !(key.key_ops ?? [operation]).includes(operation)
  ) {
    throw invalidOption(`The key's \`use\`, \`key_ops\` or \`alg\` forbids ${name}.`);
  }
  if (kty === "oct") return ["raw", base64url(key.k)];
  return [
    "jwk",
    {
      kty,
      ...Object.fromEntries(
        MEMBERS[kty].map((member) => [
          member,
          /** @type {Record<string, unknown>} */ (key)[member],
        ]),
      ),
    },
  ];
}

const bytesOf = (/** @type {ArrayBufferView} */ { buffer, byteOffset, byteLength }) =>
  new Uint8Array(buffer, byteOffset, byteLength);

/**
 * The bytes of a secret JWK (RFC 7518 section 6.4.1).
 *
 * @param {string | undefined} text
 */
function base64url(text = "") {
  try {
    const base64 = text.replaceAll("-", "+").replaceAll("_", "/");
    return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  } catch (cause) {
    throw invalidOption("The key's `k` is no base64url.", cause);
  }
}

const der = (/** @type {string} */ pem) => {
  const [, text] = /-----BEGIN PUBLIC KEY-----([\s\S]*?)-----END PUBLIC KEY-----/.exec(pem) ?? [];
  try {
    return Uint8Array.from(atob(text.replace(/\s/g, "")), (c) => c.charCodeAt(0));
  } catch (cause) {
    throw invalidOption("The key is not a complete PEM.", cause);
  }
};

/**
 * By its shape, since it may come from another realm.
 *
 * @param {Key} key
 * @returns {key is Exclude<Key, Unread>}
 */
const isCryptoKey = (key) =>
  Boolean(/** @type {CryptoKey} */ (key)?.algorithm?.name && /** @type {CryptoKey} */ (key).usages);

/**
 * A CryptoKey brought along may be of any kind.
 *
 * @param {CryptoKey & { algorithm: Partial<EcKeyAlgorithm & HmacKeyAlgorithm> }} key
 * @param {Algorithm} wanted
 */
function checkKind({ type, usages, algorithm }, wanted) {
  const fits =
    algorithm.name === wanted.import.name &&
    algorithm.namedCurve === wanted.import.namedCurve &&
    (algorithm.hash?.name ?? wanted.hash) === wanted.hash &&
    type === (wanted.kty === "oct" ? "secret" : "public") &&
    usages.includes("verify");
  if (!fits) throw invalidOption(`The key is not for ${wanted.name} (${wanted.kty}).`);
}

/**
 * RFC 7518 sections 3.2, 3.3 and 3.5.
 *
 * @param {Partial<HmacKeyAlgorithm & RsaKeyAlgorithm>} key
 * @param {Algorithm} wanted
 */
function checkStrength({ length, modulusLength, publicExponent }, { kty, name, bits }) {
  if (kty === "oct" && /** @type {number} */ (length) < bits) {
    throw invalidOption(`The secret is too short: ${name} needs ${bits / 8} bytes or more.`);
  }
  if (kty !== "RSA") return;
  if (/** @type {number} */ (modulusLength) < 2048)
    throw invalidOption(`${name} needs a key of 2048 bits or more.`);
  // With 1 everything is its own signature.
  if (/** @type {Uint8Array} */ (publicExponent).join("").replace(/^0+/, "") === "1") {
    throw invalidOption("The key's exponent is 1.");
  }
}
