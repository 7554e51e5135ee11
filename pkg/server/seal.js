import { shared } from "./recent.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Milliseconds for which an opened value is remembered: a page sends the same cookie with several
 * requests, and WebCrypto takes longer than all the rest of a call.
 */
const LIFE = 30_000;

/** Bytes of the nonce that AES-GCM needs (NIST SP 800-38D section 8.2). */
const NONCE = 12;

/** Ten times as fast as `btoa`, where there is one. */
const buffer = () => globalThis.Buffer;

/** @param {Uint8Array} bytes */
export function toBase64url(bytes) {
  if (buffer()) return buffer().from(bytes).toString("base64url");
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {string} text @returns {Uint8Array<ArrayBuffer> | undefined} */
export function fromBase64url(text) {
  if (!/^[\w-]*$/.test(text)) return undefined;
  if (buffer()) return buffer().from(text, "base64url");
  try {
    const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(bytes, (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** 256 random bits, or fewer. */
export const randomId = (bytes = 32) => toBase64url(crypto.getRandomValues(new Uint8Array(bytes)));

export const digest = async (/** @type {string} */ text) =>
  toBase64url(new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(text))));

/**
 * Encrypts and authenticates values as text (A256GCM). Each `purpose`, such as the name of a cookie
 * of one site, has a key of its own, derived from the secret by HKDF, and is authenticated as well:
 * a value sealed for one purpose opens for no other.
 *
 * @param {string[]} secrets the first one seals, all of them open
 * @param {string} site
 */
export function sealer(secrets, site) {
  /** @type {Map<string, Promise<CryptoKey>[]>} */
  const keys = new Map();
  const known = shared();
  const { opened } = known;
  // Another one may have other secrets, so each finds only what it has opened itself.
  const number = ++known.sealers;

  const keysFor = (/** @type {string} */ purpose) => {
    if (!keys.has(purpose)) {
      const info = encoder.encode(`presskey/server 1\n${site}\n${purpose}`);
      keys.set(
        purpose,
        secrets.map((secret) => deriveKey(secret, info)),
      );
    }
    return /** @type {Promise<CryptoKey>[]} */ (keys.get(purpose));
  };

  /** @param {Uint8Array<ArrayBuffer>} nonce @param {string} purpose @param {string} subject */
  const algorithm = (nonce, purpose, subject) => ({
    name: "AES-GCM",
    iv: nonce,
    additionalData: encoder.encode(`${site}\n${purpose}\n${subject}`),
  });

  return {
    /**
     * `subject` is authenticated too, for example the key under which the value is stored.
     *
     * @param {string} purpose
     * @param {object} value
     */
    async seal(purpose, value, subject = "") {
      const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
      const key = await keysFor(purpose)[0];
      const text = encoder.encode(JSON.stringify(value));
      const sealed = await crypto.subtle.encrypt(algorithm(nonce, purpose, subject), key, text);
      const bytes = new Uint8Array(NONCE + sealed.byteLength);
      bytes.set(nonce);
      bytes.set(new Uint8Array(sealed), NONCE);
      return toBase64url(bytes);
    },

    /**
     * The value, or nothing for a text that was not sealed for this purpose with one of the secrets.
     * Other requests may get the same object: don't change it.
     *
     * @param {string} purpose
     * @param {unknown} text
     * @param {string} [subject]
     * @returns {Promise<any>} what seal() was given for the purpose
     */
    async open(purpose, text, subject = "") {
      // The whole text is the key: a part of it, or a guess, finds nothing.
      const name = `${number}\n${purpose}\n${subject}\n${text}`;
      const remembered = opened.get(name);
      if (remembered) return remembered;
      const bytes = typeof text === "string" ? fromBase64url(text) : undefined;
      // A canonical text only: otherwise one value has several spellings.
      if (!bytes || toBase64url(bytes) !== text) return undefined;
      const nonce = bytes.subarray(0, NONCE);
      for (const key of keysFor(purpose)) {
        try {
          const params = algorithm(nonce, purpose, subject);
          const plain = await crypto.subtle.decrypt(params, await key, bytes.subarray(NONCE));
          const value = JSON.parse(decoder.decode(plain));
          opened.set(name, value, LIFE);
          return value;
        } catch {
          // Sealed with another secret, or not by this backend.
        }
      }
      return undefined;
    },

    /**
     * Forgets what all sealers of this process remember of opened values, such as the tokens of a session
     * that has ended.
     *
     * @param {(value: any, subject: string) => boolean} isIt
     */
    forget: (isIt) => opened.deleteWhere((value, name) => isIt(value, name.split("\n")[2])),
  };
}

/** @param {string} secret @param {Uint8Array<ArrayBuffer>} info */
async function deriveKey(secret, info) {
  const material = await crypto.subtle.importKey("raw", encoder.encode(secret), "HKDF", false, [
    "deriveKey",
  ]);
  // RFC 5869 allows an empty salt; the secret is random, or long enough.
  const hkdf = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
  const aes = { name: "AES-GCM", length: 256 };
  return crypto.subtle.deriveKey(hkdf, material, aes, false, ["encrypt", "decrypt"]);
}
