// UTF-8 as TextEncoder and TextDecoder do it, for engines that have only one of them or neither:
// those of React Native.

const LEAD = [0, 0xc0, 0xe0, 0xf0];

/**
 * As `TextEncoder.encodeInto`: as much of `text` as there is room for.
 *
 * @param {string} text
 * @param {Uint8Array} bytes
 */
export function encodeInto(text, bytes) {
  const room = bytes.length;
  let read = 0;
  let written = 0;
  while (read < text.length) {
    let point = /** @type {number} */ (text.codePointAt(read));
    const units = point > 0xffff ? 2 : 1;
    // A lone surrogate has no bytes: U+FFFD, as everywhere on the web.
    if (point >= 0xd800 && point < 0xe000) point = 0xfffd;
    let left = point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    if (written + left >= room) break;
    bytes[written++] = LEAD[left] | (point >> (6 * left));
    while (left--) bytes[written++] = 0x80 | ((point >> (6 * left)) & 0x3f);
    read += units;
  }
  return { read, written };
}

/**
 * The text of bytes that are known to be UTF-8, as all strings of Rust are.
 *
 * @param {Uint8Array} bytes
 */
export function decode(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    let point = bytes[at++];
    if (point >= 0x80) {
      let left = point < 0xe0 ? 1 : point < 0xf0 ? 2 : 3;
      point &= 0x3f >> left;
      while (left--) point = (point << 6) | (bytes[at++] & 0x3f);
    }
    text += String.fromCodePoint(point);
  }
  return text;
}
