/** @typedef {ReturnType<typeof import("./style.js").painter>} Paint */

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;
/** @type {Record<string, Parameters<Paint>[0]>} */
const COLOURS = { t: "yellow", f: "yellow", n: "gray" };
/** Characters that JSON allows and that some terminals obey, or by which text changes direction. */
export const CONTROLS = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Those that no JSON has as they are, but lines and tabs. */
const OTHER_CONTROLS = /\r(?!\n)|(?![\t\n\r])\p{Cc}/gu;

/**
 * A text of a site that a terminal only shows.
 *
 * @param {string} text
 */
export const harmless = (text) => text.replace(OTHER_CONTROLS, escaped).replace(CONTROLS, escaped);

/**
 * A value as JSON that a terminal can show.
 *
 * @param {unknown} value
 * @param {number} [indent]
 */
export const jsonOf = (value, indent) =>
  JSON.stringify(value, null, indent).replace(CONTROLS, escaped);

/**
 * JSON on several lines, in colour if `paint` colours it; any other text as it is. It works on the text
 * itself, so that numbers beyond 2⁵³ keep their digits.
 *
 * @param {string} text
 * @param {Paint} paint
 * @param {boolean} [isShown] on a terminal, which obeys some characters
 */
export function formatJson(text, paint, isShown) {
  if (!isJson(text)) return isShown ? harmless(text) : text;
  const tokens = /** @type {string[]} */ (text.match(TOKENS));
  let out = "";
  let depth = 0;
  const line = () => `\n${"  ".repeat(depth)}`;
  tokens.forEach((token, at) => {
    const next = tokens[at + 1];
    if ("{[".includes(token)) {
      const isEmpty = "}]".includes(next);
      if (!isEmpty) depth++;
      out += token + (isEmpty ? "" : line());
    } else if ("}]".includes(token)) {
      const isEmpty = "{[".includes(tokens[at - 1]);
      if (!isEmpty) depth--;
      out += (isEmpty ? "" : line()) + token;
    } else if (token === ",") out += token + line();
    else if (token === ":") out += ": ";
    else out += scalar(token, next === ":", paint);
  });
  return out;
}

/** @param {string} text */
function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** @param {string} token @param {boolean} isKey @param {Paint} paint */
function scalar(token, isKey, paint) {
  if (token[0] !== '"') return paint(COLOURS[token[0]] ?? "cyan", token);
  // PHP escapes every slash and every letter beyond ASCII.
  return paint(isKey ? "blue" : "green", jsonOf(JSON.parse(token)));
}

const escaped = (/** @type {string} */ char) =>
  `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
