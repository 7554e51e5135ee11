// verify(): the examples of the RFCs, every algorithm with every form of key, and the classic attacks.
import assert from "node:assert/strict";
import {
  createECDH,
  createHmac,
  ECDH,
  generateKeyPairSync,
  KeyObject,
  sign as signBytes,
} from "node:crypto";
import { describe, it } from "node:test";
import { generateKeyPair, generateSecret, SignJWT } from "jose";
import { PresskeyError, verify } from "presskey";
import { verify as verifyJs } from "presskey/js";
import { isSignedBy } from "../../pkg/features/verify.js";
import { spellings } from "./spellings.mjs";
import { rfc7515, texts, unsecured } from "./vectors.mjs";

const names = (family) => [256, 384, 512].map((bits) => family + bits);
const algorithms = ["HS", "RS", "PS", "ES"].flatMap(names);
const claims = { iss: "https://example.com", aud: ["a", "b"], data: { user: { id: "7" } } };

const base64url = (value) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const sign = (payload, key, alg) =>
  new SignJWT(payload).setProtectedHeader({ alg, typ: "JWT" }).sign(key);

/** A token of any header, signed by HMAC with any key. */
function hmac(header, payload, key) {
  const signed = `${base64url(header)}.${base64url(payload)}`;
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}

/** A string or mpint of SSH (RFC 4251 section 5). */
const ssh = (data) => {
  const bytes = Buffer.from(data);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

/** Points of every curve, in every form of SEC 1. */
function pointForms() {
  const forms = ["uncompressed", "compressed", "hybrid"];
  return Object.fromEntries(
    ["prime256v1", "secp384r1", "secp521r1", "secp256k1"].flatMap((curve) => {
      const key = createECDH(curve);
      key.generateKeys();
      return forms.map((form) => [`a point of ${curve}, ${form}`, key.getPublicKey(null, form)]);
    }),
  );
}

/** Public keys in the formats in which programs write them. */
function publicForms({ rsa, ec }) {
  const jwk = rsa.export({ format: "jwk" });
  const [n, e] = [jwk.n, jwk.e].map((text) => Buffer.from(text, "base64url"));
  const point = ec.export({ format: "der", type: "spki" }).subarray(-65);
  const sshRsa = Buffer.concat([ssh("ssh-rsa"), ssh(e), ssh(Buffer.concat([Buffer.alloc(1), n]))]);
  const sshEc = Buffer.concat([ssh("ecdsa-sha2-nistp256"), ssh("nistp256"), ssh(point)]);
  const pem = rsa.export({ format: "pem", type: "spki" });
  return {
    SPKI: rsa.export({ format: "der", type: "spki" }),
    "SPKI of a curve": ec.export({ format: "der", type: "spki" }),
    "SPKI of Ed25519": generateKeyPairSync("ed25519").publicKey.export({
      format: "der",
      type: "spki",
    }),
    "PKCS#1": rsa.export({ format: "der", type: "pkcs1" }),
    PEM: pem,
    "PEM of PKCS#1": rsa.export({ format: "pem", type: "pkcs1" }),
    "PEM in one line": pem.replaceAll("\n", "\\n"),
    "PEM in UTF-16": Buffer.from(pem, "utf16le"),
    "lines of a PEM alone": pem.split("\n").slice(1, -2).join("\n"),
    JWK: JSON.stringify(jwk),
    JWKS: JSON.stringify({ keys: [{ ...ec.export({ format: "jwk" }), kid: "1" }] }, null, 2),
    "ssh-rsa": `ssh-rsa ${sshRsa.toString("base64")} somebody@example.com`,
    "an SSH key in authorized_keys": `from="*" ecdsa-sha2-nistp256 ${sshEc.toString("base64")}`,
    SSH2: `---- BEGIN SSH2 PUBLIC KEY ----\n${sshRsa.toString("base64")}\n---- END SSH2 PUBLIC KEY ----`,
    "an SSH blob": sshRsa,
    XML: `<RSAKeyValue><Modulus>${n.toString("base64")}</Modulus></RSAKeyValue>`,
    "a point": point,
    ...pointForms(),
    "lines of a PEM in one line": pem.split("\n").slice(1, -2).join("\\n"),
    "lines of a PEM, escaped twice": pem.split("\n").slice(1, -2).join("\\\\r\\\\n"),
    "lines of a PEM, escaped by Unicode": pem.split("\n").slice(1, -2).join("\\u000a"),
    "lines of a PEM, continued": pem.split("\n").slice(1, -2).join("\\\n"),
    "lines of a PEM, quoted": pem
      .split("\n")
      .slice(1, -2)
      .map((line) => `"${line}"`)
      .join(",\n"),
    "a data URL": `data:application/x-pem-file;base64,${Buffer.from(pem).toString("base64")}`,
  };
}

const refuses = (promise, code, message) =>
  assert.rejects(promise, (error) => {
    assert.ok(error instanceof PresskeyError, String(error));
    assert.equal(error.code, code, error.message);
    if (message) assert.match(error.message, message);
    assert.equal(error.sent, "no");
    return true;
  });

describe("RFC 7515, appendix A", () => {
  const now = 1300819379_000;
  for (const [section, { alg, key, token }] of Object.entries(rfc7515)) {
    it(`${section}, ${alg}`, async () => {
      const { header, claims } = await verify(token, key, {
        algorithms: [alg],
        issuer: "joe",
        now,
      });
      assert.equal(header.alg, alg);
      assert.equal(claims["http://example.com/is_root"], true);
      await refuses(verify(token, key, { algorithms: [alg], now: now + 1000 }), "invalid_token");
      const broken = token.replace(/.(?=....$)/, (c) => (c === "A" ? "B" : "A"));
      await refuses(verify(broken, key, { algorithms: [alg], now }), "invalid_token", /signature/);
    });
  }

  it("A.5, none", async () => {
    const { key } = rfc7515["A.1"];
    await refuses(verify(unsecured, key, { algorithms: ["HS256"], now }), "invalid_token");
    await refuses(verify(unsecured, key, { algorithms: ["none"], now }), "invalid_option");
  });
});

for (const [where, { alg, key, signed, signature }] of Object.entries(texts)) {
  it(`${where}, ${alg}`, async () => {
    assert.equal(await isSignedBy(key, alg, signed, signature), true);
    assert.equal(await isSignedBy(key, alg, `${signed}A`, signature), false);
    const token = `${signed}.${signature}`;
    await refuses(verify(token, key, { algorithms: [alg] }), "invalid_token");
  });
}

describe("every algorithm, with every form of its key", () => {
  for (const alg of algorithms) {
    it(alg, async () => {
      const { privateKey, publicKey } = alg.startsWith("HS")
        ? await generateSecret(alg, { extractable: true }).then((key) => ({
            privateKey: key,
            publicKey: key,
          }))
        : await generateKeyPair(alg, { extractable: true });
      const token = await sign(claims, privateKey, alg);
      const object = KeyObject.from(publicKey);
      const jwk = object.export({ format: "jwk" });
      const forms = {
        CryptoKey: publicKey,
        JWK: jwk,
        "a JWK of its own algorithm": { ...jwk, alg, use: "sig", kid: "1", key_ops: ["verify"] },
        "a private JWK": KeyObject.from(privateKey).export({ format: "jwk" }),
        ...(object.type === "secret"
          ? { bytes: object.export() }
          : {
              PEM: object.export({ format: "pem", type: "spki" }),
              DER: object.export({ format: "der", type: "spki" }),
              "a PEM of one line": object
                .export({ format: "pem", type: "spki" })
                .replaceAll("\n", ""),
              "a private JWK that may only sign": {
                ...KeyObject.from(privateKey).export({ format: "jwk" }),
                key_ops: ["sign"],
              },
            }),
      };
      for (const [form, key] of Object.entries(forms)) {
        const verified = await verify(token, key, { algorithms }).catch((error) => {
          throw new Error(`${form}: ${error.message}`);
        });
        assert.deepEqual(verified.claims, claims);
        assert.deepEqual(verified.header, { alg, typ: "JWT" });
      }
      assert.deepEqual((await verifyJs(token, publicKey, { algorithms: [alg] })).claims, claims);
      const others = algorithms.filter((name) => name !== alg);
      await refuses(verify(token, publicKey, { algorithms: others }), "invalid_token", /allowed/);
      const [, , signature] = (await sign({ iss: "x" }, privateKey, alg)).split(".");
      const mixed = [...token.split(".").slice(0, 2), signature].join(".");
      await refuses(verify(mixed, publicKey, { algorithms: [alg] }), "invalid_token", /signature/);
    });
  }

  it("a secret as text, as WordPress's plugins keep it", async () => {
    const secret = "žluťoučký secret, long enough for HS256";
    const token = hmac({ alg: "HS256", typ: "JWT" }, claims, secret);
    assert.deepEqual((await verify(token, secret, { algorithms: ["HS256"] })).claims, claims);
    await refuses(verify(token, `${secret}!`, { algorithms: ["HS256"] }), "invalid_token");
  });
});

describe("claims", () => {
  const key = "a secret of thirty-two bytes, at least";
  const at = 1_700_000_000;
  const options = { algorithms: ["HS256"], now: at * 1000 };
  const token = (more) => hmac({ alg: "HS256" }, { ...claims, ...more }, key);

  for (const [what, more, wanted, ok] of [
    ["before exp", { exp: at + 1 }, {}, true],
    ["at exp", { exp: at }, {}, false],
    ["at exp, within the tolerance", { exp: at }, { clockTolerance: 1 }, true],
    ["at exp and the tolerance", { exp: at }, { clockTolerance: 0 }, false],
    ["at nbf", { nbf: at }, {}, true],
    ["before nbf", { nbf: at + 1 }, {}, false],
    ["before nbf, within the tolerance", { nbf: at + 1 }, { clockTolerance: 1 }, true],
    ["the issuer", {}, { issuer: "https://example.com" }, true],
    ["another issuer", {}, { issuer: "https://example.com/" }, false],
    ["no issuer", { iss: undefined }, { issuer: "https://example.com" }, false],
    ["one of the audiences", {}, { audience: "b" }, true],
    ["the audience", { aud: "b" }, { audience: "b" }, true],
    ["another audience", { aud: "bb" }, { audience: "b" }, false],
    ["no audience", { aud: undefined }, { audience: "b" }, false],
  ]) {
    it(`${what}: ${ok ? "holds" : "does not hold"}`, async () => {
      const verified = verify(token(more), key, { ...options, ...wanted });
      if (ok) assert.equal((await verified).claims.data.user.id, "7");
      else await refuses(verified, "invalid_token");
    });
  }

  it("the local clock counts unless told otherwise", async () => {
    const soon = Math.floor(Date.now() / 1000) + 60;
    await verify(token({ exp: soon }), key, { algorithms: ["HS256"] });
    await refuses(verify(token({ exp: at }), key, { algorithms: ["HS256"] }), "invalid_token");
  });
});

describe("attacks", () => {
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = rsa.publicKey.export({ format: "pem", type: "spki" });
  const der = rsa.publicKey.export({ format: "der", type: "spki" });

  // Holds P14 of SECURITY.md.
  it("alg none, in every spelling", async () => {
    for (const alg of ["none", "None", "NONE", "", undefined, null, 0, ["HS256"]]) {
      const token = `${base64url({ alg, typ: "JWT" })}.${base64url(claims)}.`;
      for (const list of [["HS256"], algorithms]) {
        await refuses(verify(token, "x".repeat(64), { algorithms: list }), "invalid_token");
      }
    }
  });

  it("a signature that is left out", async () => {
    const token = `${base64url({ alg: "HS256" })}.${base64url(claims)}.`;
    await refuses(verify(token, "x".repeat(64), { algorithms: ["HS256"] }), "invalid_token");
    const forRsa = `${base64url({ alg: "RS256" })}.${base64url(claims)}.`;
    await refuses(verify(forRsa, pem, { algorithms: ["RS256"] }), "invalid_token");
  });

  it("HS256 with a public key for its secret", async () => {
    const bytes = new Uint8Array(der);
    for (const [key, secret] of [
      [pem, pem],
      [pem.trim(), pem.trim()],
      [new TextEncoder().encode(pem), pem],
      [bytes, bytes],
      [rsa.publicKey.export({ format: "jwk" }), pem],
    ]) {
      const token = hmac({ alg: "HS256" }, claims, secret);
      await refuses(verify(token, key, { algorithms: ["RS256"] }), "invalid_token", /allowed/);
      await refuses(verify(token, key, { algorithms: ["RS256", "HS256"] }), "invalid_option");
      await refuses(verify(token, key, { algorithms: ["HS256"] }), "invalid_option");
    }
    const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const ec = publicKey.export({ format: "der", type: "spki" });
    const token = hmac({ alg: "HS256" }, claims, ec);
    await refuses(verify(token, ec, { algorithms: ["ES256", "HS256"] }), "invalid_option");
  });

  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey;
  const forms = publicForms({ rsa: rsa.publicKey, ec });
  for (const [form, given] of Object.entries(forms)) {
    it(`HS256 with a public key for its secret: ${form}`, async () => {
      const bytes = Buffer.from(given);
      for (const key of [
        ...(typeof given === "string" ? [given, ` ${given}\n`] : []),
        new Uint8Array(bytes),
        new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
        bytes.toString("base64"),
        bytes.toString("base64url"),
        bytes.toString("hex"),
        bytes.toString("hex").replace(/..(?!$)/g, "$&:"),
        bytes.toString("base64").replace(/.{64}/g, "$&\r\n"),
        Buffer.from(bytes.toString("base64")).toString("base64"),
        { kty: "oct", k: bytes.toString("base64url") },
      ]) {
        const secret = key.k ? bytes : typeof key === "string" ? key : bytes;
        const token = hmac({ alg: "HS256" }, claims, secret);
        const refused = verify(token, key, { algorithms: ["HS256", "RS256", "ES256"] });
        await refuses(refused, "invalid_option", /public key/);
      }
    });
  }

  const { publicKey: ed } = generateKeyPairSync("ed25519");
  const { privateKey: sec1 } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spelled = spellings({ rsa: rsa.publicKey, ec, ed, sec1 });
  for (const [spelling, given] of Object.entries(spelled)) {
    it(`HS256 with a public key for its secret, spelled otherwise: ${spelling}`, async () => {
      const padded = typeof given === "string" ? [` ${given}\n`] : [];
      for (const key of [given, ...padded, Buffer.from(given).toString("base64")]) {
        const token = hmac({ alg: "HS256" }, claims, key);
        await refuses(
          verify(token, key, { algorithms: ["HS256"] }),
          "invalid_option",
          /public key/,
        );
      }
    });
  }

  it("refuses of the secrets that begin as a point those that are one", async () => {
    const results = new Set();
    for (let round = 0; round < 100; round++) {
      const secret = Uint8Array.of(2, ...crypto.getRandomValues(new Uint8Array(48)));
      const token = hmac({ alg: "HS256" }, claims, secret);
      const verified = verify(token, secret, { algorithms: ["HS256"] });
      const isPoint = await verified.then(
        () => false,
        () => true,
      );
      let isOne = true;
      try {
        ECDH.convertKey(secret, "secp384r1");
      } catch {
        isOne = false;
      }
      assert.equal(isPoint, isOne);
      results.add(isPoint);
    }
    assert.equal(results.size, 2);
  });

  it("takes every other secret, whatever it looks like", async () => {
    const random = (length) => crypto.getRandomValues(new Uint8Array(length));
    const sequence = (length) => Uint8Array.of(0x30, length - 2, ...random(length - 2));
    for (let round = 0; round < 100; round++) {
      for (const secret of [
        random(32),
        random(64),
        random(512),
        // Like the beginning of DER, of a point and of an SSH key.
        Uint8Array.of(0x30, 0x82, 1, 0x22, 0x30, ...random(60)),
        Uint8Array.of(0x30, 62, 0x02, 99, ...random(60)),
        Uint8Array.of(4, ...new Uint8Array(64)),
        Uint8Array.of(4, ...random(64)),
        Uint8Array.of(5, ...random(32)),
        Uint8Array.of(2, ...new Uint8Array(32).fill(255)),
        Uint8Array.of(0, 0, 0, 7, ...random(60)),
        Buffer.from(random(48)).toString("base64"),
        Buffer.from(random(48)).toString("hex"),
        `${Buffer.from(random(30))
          .toString("latin1")
          .replace(/[^!-~]/g, "x")} kty: BEGIN "n" {}`,
        '{"secret":"it is JSON, with nothing of a key"}',
        Buffer.from(random(48)).toString("latin1"),
        JSON.stringify(Buffer.from(random(48)).toString("latin1")),
        new Uint8Array(Buffer.from(Buffer.from(random(32)).toString("latin1"), "utf16le")),
        Buffer.from(random(48)).toString("hex").replace(/../g, "\\x$&"),
        encodeURIComponent(Buffer.from(random(48)).toString("latin1")),
        Buffer.from(sequence(64)).subarray(1).toString("base64"),
      ]) {
        const token = hmac({ alg: "HS256" }, claims, secret);
        const { header } = await verify(token, secret, { algorithms: ["HS256"] });
        assert.equal(header.alg, "HS256");
      }
    }
  });

  it("weak keys", async () => {
    for (const [alg, bits] of [
      ["HS256", 256],
      ["HS384", 384],
      ["HS512", 512],
    ]) {
      const token = `${base64url({ alg })}.${base64url(claims)}.c2ln`;
      const short = Buffer.alloc(bits / 8 - 1, 7);
      for (const key of [new Uint8Array(short), short.toString("latin1"), "secret"]) {
        await refuses(verify(token, key, { algorithms: [alg] }), "invalid_option", /too short/);
      }
      await refuses(verify(token, "", { algorithms: [alg] }), "invalid_option");
      const jwk = { kty: "oct", k: short.toString("base64url") };
      await refuses(verify(token, jwk, { algorithms: [alg] }), "invalid_option", /too short/);
      const enough = new Uint8Array(bits / 8).fill(7);
      await refuses(verify(token, enough, { algorithms: [alg] }), "invalid_token", /signature/);
    }
    const weak = generateKeyPairSync("rsa", { modulusLength: 1024 });
    for (const alg of ["RS256", "PS256"]) {
      const signed = `${base64url({ alg })}.${base64url(claims)}`;
      const token = `${signed}.${signBytes("sha256", signed, weak.privateKey).toString("base64url")}`;
      for (const form of ["pem", "jwk"]) {
        const key = weak.publicKey.export({ format: form, type: "spki" });
        await refuses(verify(token, key, { algorithms: [alg] }), "invalid_option", /2048/);
      }
    }
  });

  it("an RSA exponent of 1, with which everything is its own signature", async () => {
    const jwk = { ...rsa.publicKey.export({ format: "jwk" }), e: "AQ" };
    const token = `${base64url({ alg: "RS256" })}.${base64url(claims)}.${"A".repeat(342)}`;
    await refuses(verify(token, jwk, { algorithms: ["RS256"] }), "invalid_option");
  });

  it("a key of another type, curve or use", async () => {
    const es384 = generateKeyPairSync("ec", { namedCurve: "P-384" });
    const es256 = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const jwk = es256.publicKey.export({ format: "jwk" });
    const { publicKey: rs512 } = await generateKeyPair("RS512");
    const { privateKey } = await generateKeyPair("ES256");
    const { publicKey: p384 } = await generateKeyPair("ES384");
    const encrypting = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, [
      "encrypt",
    ]);
    const hash = "SHA-256";
    const signing = await crypto.subtle.generateKey({ name: "HMAC", hash }, false, ["sign"]);
    const token = (alg) => `${base64url({ alg })}.${base64url(claims)}.${"A".repeat(86)}`;
    for (const [alg, key] of [
      ["ES256", es384.publicKey.export({ format: "pem", type: "spki" })],
      ["ES256", es384.publicKey.export({ format: "jwk" })],
      ["ES256", pem],
      ["RS256", es256.publicKey.export({ format: "pem", type: "spki" })],
      ["RS256", jwk],
      ["ES256", { ...jwk, use: "enc" }],
      ["ES256", { ...jwk, key_ops: ["sign"] }],
      ["ES256", { ...jwk, alg: "ES384" }],
      ["ES256", { ...jwk, x: undefined }],
      ["ES256", { ...jwk, x: jwk.y }],
      ["RS256", rs512],
      ["PS512", rs512],
      ["ES256", privateKey],
      ["ES256", p384],
      ["HS256", encrypting],
      ["HS256", signing],
      ["HS256", null],
      ["HS256", undefined],
      ["HS256", {}],
      ["RS256", 7],
      ["RS256", rsa.privateKey.export({ format: "pem", type: "pkcs8" })],
      ["RS256", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"],
      ["RS256", "-----BEGIN PUBLIC KEY-----\nnonsense!\n-----END PUBLIC KEY-----"],
      ["RS256", "-----BEGIN PUBLIC KEY-----\nAAAA"],
      ["RS256", "secret"],
    ]) {
      await refuses(verify(token(alg), key, { algorithms: [alg] }), "invalid_option");
    }
  });

  it("critical extensions, and payloads that are not encoded", async () => {
    const key = "a secret of thirty-two bytes, at least";
    for (const more of [{ crit: ["exp"] }, { crit: [] }, { crit: ["b64"], b64: false }]) {
      const token = hmac({ alg: "HS256", ...more }, claims, key);
      await refuses(verify(token, key, { algorithms: ["HS256"] }), "invalid_token", /extensions/);
    }
  });

  it("a key that the token brings along counts for nothing", async () => {
    const evil = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const jwk = evil.publicKey.export({ format: "jwk" });
    const header = { alg: "RS256", jwk, jku: "https://evil.example/jwks", kid: "../../dev/null" };
    const signed = `${base64url(header)}.${base64url(claims)}`;
    const token = `${signed}.${signBytes("sha256", signed, evil.privateKey).toString("base64url")}`;
    await refuses(verify(token, pem, { algorithms: ["RS256"] }), "invalid_token", /signature/);
  });

  it("a signature of nothing but zeros, on every curve (CVE-2022-21449)", async () => {
    for (const [alg, namedCurve, length] of [
      ["ES256", "P-256", 64],
      ["ES384", "P-384", 96],
      ["ES512", "P-521", 132],
    ]) {
      const { publicKey } = generateKeyPairSync("ec", { namedCurve });
      const key = publicKey.export({ format: "jwk" });
      const zeros = Buffer.alloc(length).toString("base64url");
      const token = `${base64url({ alg })}.${base64url(claims)}.${zeros}`;
      await refuses(verify(token, key, { algorithms: [alg] }), "invalid_token", /signature/);
    }
  });

  it("tokens that decode() refuses", async () => {
    const key = "a secret of thirty-two bytes, at least";
    const good = hmac({ alg: "HS256" }, claims, key);
    for (const token of [`${good}=`, `${good}\n`, `${good}.x`, "a.b.c", "", null, undefined]) {
      await refuses(verify(token, key, { algorithms: ["HS256"] }), "invalid_token");
    }
    const twice = `${base64url('{"alg":"HS256","alg":"none"}')}.${base64url(claims)}.c2ln`;
    await refuses(verify(twice, key, { algorithms: ["HS256"] }), "invalid_token");
  });
});

it("options that make no sense: invalid_option", async () => {
  const { key, token } = rfc7515["A.1"];
  for (const options of [
    undefined,
    {},
    { algorithms: [] },
    { algorithms: "HS256" },
    { algorithms: ["HS256", "HS1"] },
    { algorithms: ["toString"] },
    { algorithms: ["HS256"], now: "later" },
    { algorithms: ["HS256"], clockTolerance: -1 },
    { algorithms: ["HS256"], clockTolerance: Number.POSITIVE_INFINITY },
    { algorithms: ["HS256"], issuer: ["joe"] },
    { algorithms: ["HS256"], audience: 7 },
  ]) {
    await refuses(verify(token, key, options), "invalid_option");
  }
});
