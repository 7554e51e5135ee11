// Bytes and texts for the tests of isPublicKey(), and what they claim.
import assert from "node:assert/strict";
import { isPublicKey } from "../../pkg/features/verify/public-key.js";

export const bytesOf = (text) => new TextEncoder().encode(text);

/** Text that has nothing of a key, and is long enough for one. */
export const FILLER = " .".repeat(20);

export const filled = (size, byte = 0x15) => new Array(size).fill(byte);

/** An element of DER. With `bytes`, its length has that many bytes more. */
export function part(tag, content, bytes) {
  const more = Array.from({ length: bytes ?? 0 }, (_, at) =>
    Math.floor(content.length / 256 ** (bytes - 1 - at)),
  );
  const length = bytes ? [0x80 + bytes, ...more.map((byte) => byte & 255)] : [content.length];
  return [tag, ...length, ...content];
}

export const isKey = (...all) => isPublicKey(Uint8Array.from(all.flat()));

export const finds = (isKey, ...all) => {
  for (const one of all) assert.equal(isKey(one), true, `finds ${one}`);
};

export const ignores = (isKey, ...all) => {
  for (const one of all) assert.equal(isKey(one), false, `ignores ${one}`);
};
