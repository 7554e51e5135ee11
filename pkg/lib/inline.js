/**
 * The bytes of a wasm module written as text, one character (0-255) each.
 *
 * A classic script on a page without a charset is read as windows-1252, which changes them.
 * Then the sentinel at the end is wrong too, and nothing is compiled.
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
  const result = new Uint8Array(length);
  for (let i = 0; i < length; i++) result[i] = text.charCodeAt(i);
  return result;
}
