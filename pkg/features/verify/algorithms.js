/**
 * @typedef {object} Algorithm
 * @property {"oct" | "RSA" | "EC"} kty
 * @property {{ name: string, namedCurve?: string }} import what WebCrypto takes with the key
 * @property {string | { name: string, saltLength?: number, hash?: string }} verify with the signature
 * @property {number} bits of the hash
 */

/** @type {(bits: number) => Algorithm} */
const hmac = (bits) => ({ kty: "oct", import: { name: "HMAC" }, verify: "HMAC", bits });

/** @type {(name: string, saltLength?: boolean) => (bits: number) => Algorithm} */
const rsa = (name, saltLength) => (bits) => ({
  kty: "RSA",
  import: { name },
  verify: { name, ...(saltLength && { saltLength: bits / 8 }) },
  bits,
});

/** @type {(namedCurve: string) => (bits: number) => Algorithm} */
const ecdsa = (namedCurve) => (bits) => ({
  kty: "EC",
  import: { name: "ECDSA", namedCurve },
  verify: { name: "ECDSA", hash: `SHA-${bits}` },
  bits,
});

const pkcs1 = rsa("RSASSA-PKCS1-v1_5");
// The salt is as long as the hash: RFC 7518 section 3.5.
const pss = rsa("RSA-PSS", true);

/**
 * RFC 7518 section 3.1, by name: the key's type, and its name in WebCrypto.
 *
 * @type {Record<string, Algorithm>}
 */
export const ALGORITHMS = {
  HS256: hmac(256),
  HS384: hmac(384),
  HS512: hmac(512),
  RS256: pkcs1(256),
  RS384: pkcs1(384),
  RS512: pkcs1(512),
  PS256: pss(256),
  PS384: pss(384),
  PS512: pss(512),
  ES256: ecdsa("P-256")(256),
  ES384: ecdsa("P-384")(384),
  ES512: ecdsa("P-521")(512),
};

export const algorithmOf = (/** @type {string} */ name) => {
  const algorithm = ALGORITHMS[name];
  const hash = `SHA-${algorithm.bits}`;
  // A curve's key fits any hash.
  const how = algorithm.kty === "EC" ? algorithm.import : { ...algorithm.import, hash };
  return { ...algorithm, name, import: how, hash };
};
