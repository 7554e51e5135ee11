// HMAC-SHA256 without WebCrypto, which jsdom lacks and which is asynchronous. For test tokens only:
// it makes no attempt to resist timing attacks. FIPS 180-4 and RFC 2104.

/** @type {number[]} */
const primes = [];
for (let number = 2; primes.length < 64; number++) {
  if (primes.every((prime) => number % prime)) primes.push(number);
}
/**
 * The first 32 bits of a number's fractional part.
 *
 * @param {number} number
 */
const fraction = (number) => ((number % 1) * 2 ** 32) | 0;
const INITIAL = primes.slice(0, 8).map((prime) => fraction(prime ** (1 / 2)));
const ROUNDS = primes.map((prime) => fraction(prime ** (1 / 3)));
const BLOCK = 64;

/** @param {number} word @param {number} by */
const rotate = (word, by) => (word >>> by) | (word << (32 - by));

/** @param {Uint8Array} bytes */
function sha256(bytes) {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / BLOCK) * BLOCK);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, bytes.length * 8);
  const hash = [...INITIAL];
  for (let at = 0; at < padded.length; at += BLOCK) compress(hash, view, at);
  const digest = new DataView(new ArrayBuffer(32));
  for (const [index, word] of hash.entries()) digest.setUint32(index * 4, word);
  return new Uint8Array(digest.buffer);
}

/** @param {number[]} hash @param {DataView} view @param {number} at */
function compress(hash, view, at) {
  const words = Array.from({ length: 16 }, (_, index) => view.getInt32(at + index * 4));
  for (let index = 16; index < 64; index++) {
    const [early, late] = [words[index - 15], words[index - 2]];
    const s0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
    const s1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
    words.push((words[index - 16] + s0 + words[index - 7] + s1) | 0);
  }
  let [a, b, c, d, e, f, g, h] = hash;
  for (const [index, word] of words.entries()) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const first = (h + s1 + ((e & f) ^ (~e & g)) + ROUNDS[index] + word) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) {
    hash[index] = (hash[index] + word) | 0;
  }
}

/**
 * The HMAC-SHA256 of a text. Both are UTF-8; returns bytes.
 *
 * @param {string} text
 * @param {string} secret
 */
export function hmac(text, secret) {
  const encoder = new TextEncoder();
  const given = encoder.encode(secret);
  const key = new Uint8Array(BLOCK);
  key.set(given.length > BLOCK ? sha256(given) : given);
  const inner = sha256(
    joined(
      key.map((byte) => byte ^ 0x36),
      encoder.encode(text),
    ),
  );
  return sha256(
    joined(
      key.map((byte) => byte ^ 0x5c),
      inner,
    ),
  );
}

/** @param {Uint8Array} first @param {Uint8Array} second */
function joined(first, second) {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}
