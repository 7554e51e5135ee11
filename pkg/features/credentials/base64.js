const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/**
 * A text's UTF-8 in base64. Engines of older React Native have neither `btoa` nor `TextEncoder`.
 *
 * @param {string} text
 */
export function base64(text) {
  // A lone surrogate has no bytes: U+FFFD, as everywhere on the web.
  const whole = text.replace(/[\ud800-\udfff]/gu, "\ufffd");
  const bytes = encodeURIComponent(whole).replace(/%(..)/g, (_, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  let result = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [a, b, c] = [0, 1, 2].map((i) => bytes.charCodeAt(at + i) || 0);
    const group = (a << 16) | (b << 8) | c;
    const signs = [18, 12, 6, 0].map((shift) => SIGNS[(group >> shift) & 63]).join("");
    result += signs.slice(0, bytes.length - at + 1).padEnd(4, "=");
  }
  return result;
}
