// Which keys verify() takes for which algorithm.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { describe, it } from "node:test";
import { use } from "../../pkg/engine/error.js";
import { algorithmOf } from "../../pkg/features/verify/algorithms.js";
import { keyFor } from "../../pkg/features/verify/keys.js";
import { PresskeyError } from "../../pkg/front/presskey-error.js";

use(PresskeyError);
const { subtle } = globalThis.crypto;
const read = (name, key) => keyFor(subtle, algorithmOf(name), key);
const refused = (message) => (error) => {
  assert.equal(error.code, "invalid_option");
  assert.match(error.message, message);
  return true;
};

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const weak = generateKeyPairSync("rsa", { modulusLength: 1024 });
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const jwk = (key) => key.export({ format: "jwk" });
const pem = (key) => key.export({ type: "spki", format: "pem" });
const der = (key) => new Uint8Array(key.export({ type: "spki", format: "der" }));
const secret = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_ more";
const k = Buffer.from(secret).toString("base64url");

describe("a secret", () => {
  for (const [name, key] of [
    ["a text", secret],
    ["bytes", new TextEncoder().encode(secret)],
    [
      "a part of a buffer",
      new Uint8Array(new TextEncoder().encode(`xx${secret}xx`).buffer, 2, secret.length),
    ],
    ["a DataView", new DataView(new TextEncoder().encode(secret).buffer)],
    ["a JWK", { kty: "oct", k }],
    ["a JWK for it", { kty: "oct", k, alg: "HS256", use: "sig", key_ops: ["sign", "verify"] }],
  ]) {
    it(`as ${name}`, async () => {
      const token = new TextEncoder().encode("a.b");
      const own = await subtle.importKey(
        "raw",
        new TextEncoder().encode(secret),
        { name: "HMAC", hash: "SHA-256" },
        false,
        ["sign"],
      );
      const signature = await subtle.sign("HMAC", own, token);
      const read_ = await read("HS256", key);
      assert.equal(await subtle.verify("HMAC", read_, signature, token), true);
      assert.deepEqual([read_.extractable, read_.usages], [false, ["verify"]]);
    });
  }

  it("has as many bytes as the hash", async () => {
    for (const [name, bytes] of [
      ["HS256", 32],
      ["HS384", 48],
      ["HS512", 64],
    ]) {
      assert.equal((await read(name, new Uint8Array(bytes).fill(7))).type, "secret");
      await assert.rejects(
        read(name, new Uint8Array(bytes - 1).fill(7)),
        refused(new RegExp(`too short: ${name} needs ${bytes} bytes or more`)),
      );
    }
    await assert.rejects(read("HS256", ""), refused(/can't be read/));
    await assert.rejects(read("HS256", { kty: "oct" }), refused(/can't be read/));
  });

  it("is no public key", async () => {
    for (const key of [pem(rsa.publicKey), der(rsa.publicKey), pem(ec.publicKey)]) {
      await assert.rejects(
        read("HS256", key),
        refused(/A public key can't be the secret for HS256/),
      );
    }
  });

  it("is looked at again if its bytes may have changed since", async () => {
    const key = der(rsa.publicKey);
    const bytes = new Uint8Array(key.length).fill(7);
    assert.equal((await read("HS256", bytes)).type, "secret");
    bytes.set(key);
    await assert.rejects(read("HS256", bytes), refused(/public key/));
  });

  it("is base64url in a JWK", async () => {
    await assert.rejects(read("HS256", { kty: "oct", k: "*" }), refused(/no base64url/));
    const bytes = new Uint8Array(33).fill(0xfb);
    const text = Buffer.from(bytes).toString("base64url");
    assert.ok(text.includes("-") || text.includes("_"));
    assert.equal((await read("HS256", { kty: "oct", k: text })).algorithm.length, 33 * 8);
  });
});

describe("a public key", () => {
  for (const [name, algorithm, key] of [
    ["a PEM", "RS256", pem(rsa.publicKey)],
    ["a PEM with text around it", "RS256", `Subject: x\r\n${pem(rsa.publicKey)}\nmore`],
    ["DER", "PS384", der(rsa.publicKey)],
    ["a JWK", "RS512", jwk(rsa.publicKey)],
    ["a JWK of a private key", "RS256", jwk(rsa.privateKey)],
    ["a JWK of a curve", "ES256", jwk(ec.publicKey)],
    [
      "a JWK for this",
      "ES256",
      { ...jwk(ec.publicKey), alg: "ES256", use: "sig", key_ops: ["verify"] },
    ],
    ["a JWK that signs", "ES256", { ...jwk(ec.privateKey), key_ops: ["sign"] }],
    ["a JWK with other members", "ES256", { ...jwk(ec.publicKey), kid: "a", x5c: [7], ext: "no" }],
    ["a PEM of a curve", "ES256", pem(ec.publicKey)],
  ]) {
    it(`as ${name}`, async () => {
      const { type, usages, extractable } = await read(algorithm, key);
      assert.deepEqual([type, usages, extractable], ["public", ["verify"], false]);
    });
  }

  for (const [name, algorithm, key, message] of [
    ["a secret", "RS256", secret, /needs a public key/],
    ["a private PEM", "RS256", rsa.privateKey.export({ type: "pkcs8", format: "pem" }), /pkey -in/],
    ["a certificate", "RS256", "-----BEGIN CERTIFICATE-----\nAAAA", /x509 -in/],
    ["half a PEM", "RS256", pem(rsa.publicKey).slice(0, 200), /not a complete PEM/],
    [
      "a PEM that is no base64",
      "RS256",
      pem(rsa.publicKey).replace(/M/, "*"),
      /not a complete PEM/,
    ],
    [
      "a PEM of another kind",
      "RS256",
      pem(ec.publicKey),
      /can't be read as a key for RS256 \(RSA\)/,
    ],
    ["another curve", "ES384", pem(ec.publicKey), /can't be read|not for ES384/],
    ["a JWK of another kind", "RS256", jwk(ec.publicKey), /not for RS256 \(RSA\)/],
    ["a secret JWK", "RS256", { kty: "oct", k }, /not for RS256/],
    ["a public JWK for HMAC", "HS256", jwk(rsa.publicKey), /not for HS256 \(oct\)/],
    ["nothing", "RS256", undefined, /not for RS256/],
    ["a JWK for encryption", "RS256", { ...jwk(rsa.publicKey), use: "enc" }, /forbids RS256/],
    [
      "a JWK for another algorithm",
      "RS256",
      { ...jwk(rsa.publicKey), alg: "RS384" },
      /forbids RS256/,
    ],
    ["a JWK that may not verify", "RS256", { ...jwk(rsa.publicKey), key_ops: ["sign"] }, /forbids/],
    [
      "a private JWK that may not sign",
      "RS256",
      { ...jwk(rsa.privateKey), key_ops: ["verify"] },
      /forbids/,
    ],
    ["a JWK without members", "RS256", { kty: "RSA" }, /can't be read/],
    ["1024 bits", "RS256", pem(weak.publicKey), /2048 bits or more/],
    ["1024 bits for PSS", "PS256", jwk(weak.publicKey), /PS256 needs a key of 2048 bits or more/],
  ]) {
    it(`not ${name} for ${algorithm}`, async () => {
      await assert.rejects(read(algorithm, key), refused(message));
    });
  }

  it("tells why it can't be read", async () => {
    await assert.rejects(read("RS256", pem(ec.publicKey)), (error) => error.cause instanceof Error);
    await assert.rejects(
      read("RS256", pem(rsa.publicKey).slice(0, 200)),
      (error) => error.cause instanceof Error,
    );
    await assert.rejects(
      read("HS256", { kty: "oct", k: "*" }),
      (error) => error.cause instanceof Error,
    );
  });
});

describe("a CryptoKey", () => {
  const made = async (algorithm, usages, kind = "publicKey") =>
    (await subtle.generateKey(algorithm, true, usages))[kind];
  const modulus = { modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) };

  it("is taken as it is", async () => {
    const key = await made({ name: "ECDSA", namedCurve: "P-256" }, ["sign", "verify"]);
    assert.equal(await read("ES256", key), key);
    const hmac = await subtle.generateKey({ name: "HMAC", hash: "SHA-384" }, false, ["verify"]);
    assert.equal(await read("HS384", hmac), hmac);
  });

  for (const [name, algorithm, key] of [
    [
      "of another curve",
      "ES384",
      () => made({ name: "ECDSA", namedCurve: "P-256" }, ["sign", "verify"]),
    ],
    [
      "of another hash",
      "RS384",
      () => made({ name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", ...modulus }, ["sign", "verify"]),
    ],
    [
      "of another scheme",
      "PS256",
      () => made({ name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", ...modulus }, ["sign", "verify"]),
    ],
    [
      "that is private",
      "ES256",
      () => made({ name: "ECDSA", namedCurve: "P-256" }, ["sign", "verify"], "privateKey"),
    ],
    ["of another kind", "ES256", () => made({ name: "ECDH", namedCurve: "P-256" }, ["deriveBits"])],
    [
      "that may not verify",
      "HS256",
      () => subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, true, ["sign"]),
    ],
    [
      "that is a secret",
      "RS256",
      () => subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, true, ["verify"]),
    ],
  ]) {
    it(`${name} is not for ${algorithm}`, async () => {
      await assert.rejects(
        read(algorithm, await key()),
        refused(new RegExp(`not for ${algorithm}`)),
      );
    });
  }

  it("with the exponent 1 is refused, as everything is its own signature", async () => {
    for (const publicExponent of [Uint8Array.of(1), Uint8Array.of(0, 0, 1)]) {
      const key = {
        type: "public",
        usages: ["verify"],
        algorithm: {
          name: "RSASSA-PKCS1-v1_5",
          hash: { name: "SHA-256" },
          modulusLength: 2048,
          publicExponent,
        },
      };
      await assert.rejects(read("RS256", key), refused(/exponent is 1/));
      const other = Uint8Array.of(...publicExponent, 0, 1);
      assert.equal(
        (await read("RS256", { ...key, algorithm: { ...key.algorithm, publicExponent: other } }))
          .type,
        "public",
      );
    }
  });

  it("has the type that verifies, also one of another implementation", async () => {
    const usages = ["sign", "verify"];
    const hash = { name: "SHA-256" };
    for (const [name, type, algorithm] of [
      ["ES256", "private", { name: "ECDSA", namedCurve: "P-256" }],
      ["RS256", "secret", { name: "RSASSA-PKCS1-v1_5", hash }],
      ["HS256", "public", { name: "HMAC", hash, length: 256 }],
    ]) {
      await assert.rejects(
        read(name, { type, usages, algorithm }),
        refused(new RegExp(`not for ${name}`)),
      );
    }
  });

  it("is known by its name and its usages", async () => {
    for (const key of [
      { algorithm: { name: "HMAC" } },
      { algorithm: {}, usages: [] },
      { usages: [] },
    ]) {
      await assert.rejects(read("HS256", key), refused(/not for HS256/));
    }
  });
});
