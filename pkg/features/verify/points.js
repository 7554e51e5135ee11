// Points of elliptic curves as bytes (SEC 1, section 2.3.3).

const [ZERO, ONE, THREE, FOUR] = [0, 1, 3, 4].map(BigInt);
const two = (/** @type {number} */ power) => ONE << BigInt(power);

/**
 * The curves y² = x³ + ax + b modulo p (SEC 2): secp256k1, P-256, P-384, P-521. Each p is 3 modulo 4.
 *
 * @type {{ bytes: number, p: bigint, a: bigint, b: bigint }[]}
 */
const CURVES = [
  { bytes: 32, p: two(256) - two(32) - BigInt(977), a: ZERO, b: BigInt(7) },
  {
    bytes: 32,
    p: two(256) - two(224) + two(192) + two(96) - ONE,
    a: -THREE,
    b: BigInt("0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b"),
  },
  {
    bytes: 48,
    p: two(384) - two(128) - two(96) + two(32) - ONE,
    a: -THREE,
    b: BigInt(
      "0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef",
    ),
  },
  {
    bytes: 66,
    p: two(521) - ONE,
    a: -THREE,
    b: BigInt(
      "0x51953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00",
    ),
  },
];

/** @param {Uint8Array} bytes */
const numberOf = (bytes) =>
  BigInt(`0x${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`);

/** @param {bigint} base @param {bigint} exponent @param {bigint} p */
function power(base, exponent, p) {
  let result = ONE;
  for (let rest = exponent; rest > ZERO; rest >>= ONE) {
    if (rest & ONE) result = (result * base) % p;
    base = (base * base) % p;
  }
  return result;
}

/**
 * Whether bytes are a point of one of the curves: with both coordinates (04; 06 and 07 in the hybrid
 * form), or with x alone (02 and 03). For 1 x in 2 there is a point, so 1 of 171 random secrets of 33
 * bytes, and 1 of 256 of 49 or 67, looks like one: `verify` refuses it, and its owner makes
 * another. If it took them all, everybody who knows a server's public key could sign.
 *
 * @param {Uint8Array} bytes
 */
export const isPoint = (bytes) =>
  CURVES.some(({ bytes: size, p, a, b }) => {
    const isShort = bytes.length === 1 + size && (bytes[0] === 2 || bytes[0] === 3);
    // With the byte before them or without, as JWK's `x` and `y`.
    const begin = bytes.length === 2 * size ? 0 : 1;
    const isLong = bytes.length === begin + 2 * size;
    if (!isShort && !isLong) return false;
    const x = numberOf(bytes.subarray(begin, begin + size));
    const square = ((((x * x + a) * x + b) % p) + p) % p;
    const y = isLong ? numberOf(bytes.subarray(begin + size)) : power(square, (p + ONE) / FOUR, p);
    return x < p && y < p && (y * y) % p === square;
  });
