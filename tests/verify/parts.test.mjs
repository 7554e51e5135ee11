// What is a point of a curve, and what the algorithms are: the parts of verify(), one by one.
import assert from "node:assert/strict";
import { createECDH, ECDH } from "node:crypto";
import { describe, it } from "node:test";
import { ALGORITHMS, algorithmOf } from "../../pkg/features/verify/algorithms.js";
import { isPoint } from "../../pkg/features/verify/points.js";

const CURVES = [
  ["secp256k1", 32],
  ["prime256v1", 32],
  ["secp384r1", 48],
  ["secp521r1", 66],
];

describe("isPoint", () => {
  for (const [curve, size] of CURVES) {
    /** Points of both signs, so that each form begins with each of its bytes. */
    const points = Array.from({ length: 8 }, () => {
      const ecdh = createECDH(curve);
      return ecdh.generateKeys();
    });
    const convert = (point, form) => new Uint8Array(ECDH.convertKey(point, curve, "", "", form));

    it(`knows those of ${curve} in every form`, () => {
      const first = new Set();
      for (const point of points) {
        for (const form of ["compressed", "uncompressed", "hybrid"]) {
          const bytes = convert(point, form);
          assert.equal(bytes.length, form === "compressed" ? 1 + size : 1 + 2 * size);
          assert.equal(isPoint(bytes), true, `${form} ${Buffer.from(bytes).toString("hex")}`);
          first.add(bytes[0]);
        }
      }
      assert.ok([...first].every((byte) => [2, 3, 4, 6, 7].includes(byte)));
    });

    it(`knows nothing else of the length of ${curve}`, () => {
      const [point] = points;
      const long = convert(point, "uncompressed");
      const short = convert(point, "compressed");
      for (const byte of [0, 1, 5, 8, 0x42]) {
        assert.equal(isPoint(Uint8Array.of(byte, ...short.subarray(1))), false, `short ${byte}`);
      }
      // Both coordinates tell enough: a JWK has them without the byte.
      assert.equal(isPoint(long.subarray(1)), true);
      assert.equal(isPoint(Uint8Array.of(0, ...long.subarray(1))), true);
      assert.equal(isPoint(Uint8Array.of(4, ...short.subarray(1))), false);
      // One coordinate of another point.
      const moved = Uint8Array.from(long);
      moved[moved.length - 1] ^= 1;
      assert.equal(isPoint(moved), false);
      for (const bytes of [long, short]) {
        assert.equal(isPoint(bytes.subarray(0, -1)), false);
        assert.equal(isPoint(Uint8Array.of(...bytes, 0)), false);
      }
      // Coordinates beyond the field.
      const beyond = Uint8Array.of(2, ...new Array(size).fill(255));
      assert.equal(isPoint(beyond), false);
      assert.equal(isPoint(Uint8Array.of(4, ...new Array(2 * size).fill(255))), false);
    });
  }

  it("knows a coordinate that is as large as the field for none", () => {
    // y² = b at x = 0: adding p to x gives the same number modulo p, which no key writes.
    const p = 2n ** 256n - 2n ** 32n - 977n;
    const write = (number) => number.toString(16).padStart(64, "0").match(/../g);
    const point = (x, y) =>
      Uint8Array.from(["04", ...write(x), ...write(y)], (pair) => Number.parseInt(pair, 16));
    // secp256k1 has points with small x: x = 1 is one.
    const y = 0x4218f20ae6c646b363db68605822fb14264ca8d2587fdd6fbc750d587e76a7een;
    assert.equal(isPoint(point(1n, y)), true);
    assert.equal(isPoint(point(1n + p, y)), false);
    assert.equal(isPoint(point(1n, p - y)), true);
    const small = 2n ** 256n - 1n - p;
    assert.ok(small > 1n);
    const x = 0x1fe1e5ef3fceb5c135ab7741333ce5a6e80d68167653f6b2b24bcbcfaaaff507n;
    assert.equal(isPoint(point(x, 1n)), true);
    assert.equal(isPoint(point(x, 1n + p)), false);
    // P-256 has points with x = 0, and so a y for x = p.
    const p256 = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
    const y0 = 0x66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4n;
    assert.equal(isPoint(point(0n, y0)), true);
    assert.equal(isPoint(point(p256, y0)), false);
  });

  it("knows random bytes about as often as one in two", () => {
    let known = 0;
    for (let at = 0; at < 256; at++) {
      const bytes = Uint8Array.of(2, ...new Array(47).fill(0), at);
      if (isPoint(bytes)) known++;
    }
    assert.ok(known > 80 && known < 176, String(known));
  });
});

describe("algorithmOf", () => {
  it("knows the twelve of RFC 7518", () => {
    const sizes = [256, 384, 512];
    assert.deepEqual(
      Object.keys(ALGORITHMS),
      ["HS", "RS", "PS", "ES"].flatMap((family) => sizes.map((bits) => family + bits)),
    );
    for (const bits of sizes) {
      const hash = `SHA-${bits}`;
      const common = { bits, hash };
      assert.deepEqual(algorithmOf(`HS${bits}`), {
        ...{ ...common, name: `HS${bits}`, kty: "oct", verify: "HMAC" },
        import: { name: "HMAC", hash },
      });
      assert.deepEqual(algorithmOf(`RS${bits}`), {
        ...{ ...common, name: `RS${bits}`, kty: "RSA" },
        import: { name: "RSASSA-PKCS1-v1_5", hash },
        verify: { name: "RSASSA-PKCS1-v1_5" },
      });
      assert.deepEqual(algorithmOf(`PS${bits}`), {
        ...{ ...common, name: `PS${bits}`, kty: "RSA" },
        import: { name: "RSA-PSS", hash },
        verify: { name: "RSA-PSS", saltLength: bits / 8 },
      });
      assert.deepEqual(algorithmOf(`ES${bits}`), {
        ...{ ...common, name: `ES${bits}`, kty: "EC" },
        import: { name: "ECDSA", namedCurve: `P-${bits === 512 ? 521 : bits}` },
        verify: { name: "ECDSA", hash },
      });
    }
  });
});
