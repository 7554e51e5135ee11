/** Bytes whose characters a template literal escapes: NUL, CR, dollar, backslash, backtick. */
export const ESCAPED = [0, 13, 36, 92, 96];

/**
 * The bytes of a wasm module written as text, one character (0-255) each.
 *
 * A classic script on a page without a charset is read as windows-1252, which changes them.
 * Then the sentinel at the end is wrong too, and nothing is compiled.
 *
 * The first characters are those with which the escaped ones have changed places.
 *
 * @param {string} text
 */
export function bytes(text) {
  const length = text.length - 1;
  if (text.charCodeAt(length) !== 255) {
    const error = new Error("The script was not read as UTF-8.");
    error.name = "SentinelError";
    throw error;
  }
  const places = Array.from({ length: 256 }, (_, byte) => byte);
  ESCAPED.forEach((byte, i) => {
    const rare = text.charCodeAt(i);
    places[byte] = rare;
    places[rare] = byte;
  });
  const start = ESCAPED.length;
  const result = new Uint8Array(length - start);
  for (let i = start; i < length; i++) result[i - start] = places[text.charCodeAt(i)];
  return result;
}
