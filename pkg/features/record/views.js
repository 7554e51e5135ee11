// A text as others may have meant it: unescaped and decoded in every way that servers encode in.

/** How often one encoding may hide another. */
const DEPTH = 3;
/** A text with more views is not understood. */
const MOST = 400;

/** @type {Record<string, string>} */
const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };
const character = (/** @type {number} */ code) => {
  try {
    return String.fromCodePoint(code);
  } catch {
    return "";
  }
};

/**
 * Bytes, written one character each, as the UTF-8 that they may be.
 *
 * @param {string} bytes
 */
function utf8(bytes) {
  try {
    return decodeURIComponent(
      bytes.replace(/[\s\S]/g, (one) => `%${one.charCodeAt(0).toString(16).padStart(2, "0")}`),
    );
  } catch {
    return bytes;
  }
}

const percent = (/** @type {string} */ text) =>
  text.replace(/(?:%[\da-f]{2})+/gi, (run) =>
    utf8(run.replace(/%(..)/g, (_, hex) => character(Number.parseInt(hex, 16)))),
  );

/**
 * Every way to read a text otherwise.
 *
 * @type {((text: string) => string)[]}
 */
const DECODERS = [
  percent,
  (text) => percent(text.replaceAll("+", " ")),
  (text) =>
    text.replace(/\\u([\da-f]{4})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
  (text) => text.replace(/\\x([\da-f]{2})/gi, (_, hex) => character(Number.parseInt(hex, 16))),
  (text) =>
    text
      .replace(/\\n/g, "\n")
      .replace(/\\t/g, "\t")
      .replace(/\\r/g, "\r")
      .replace(/\\([\s\S])/g, "$1"),
  (text) => text.replace(/\\([\s\S])/g, "$1"),
  (text) =>
    text
      .replace(/&#x([\da-f]{1,6});?/gi, (_, hex) => character(Number.parseInt(hex, 16)))
      .replace(/&#(\d{1,7});?/g, (_, number) => character(Number(number)))
      .replace(/&(amp|lt|gt|quot|apos|nbsp);/g, (_, name) => NAMED[name]),
  // Where it begins in a longer run of such characters is not known.
  ...[0, 1, 2, 3].map(
    (skip) => (/** @type {string} */ text) =>
      text.replace(/[\w+/-]{4,}/g, (run) => base64(run, skip)),
  ),
  ...[0, 1].map(
    (skip) => (/** @type {string} */ text) =>
      text.replace(/[\da-f]{8,}/gi, (run) => hex(run, skip)),
  ),
];

/** @param {string} run @param {number} skip */
function base64(run, skip) {
  const text = run.slice(skip).replaceAll("-", "+").replaceAll("_", "/");
  return (
    run.slice(0, skip) + utf8(atob(text.slice(0, text.length - Number(text.length % 4 === 1))))
  );
}

/** @param {string} run @param {number} skip */
const hex = (run, skip) =>
  run.slice(0, skip) +
  utf8(run.slice(skip).replace(/../g, (two) => character(Number.parseInt(two, 16))));

/**
 * The text, and what it may stand for.
 *
 * @param {string} text
 */
export function views(text) {
  const all = new Set([text]);
  let last = [text];
  for (let depth = 0; depth < DEPTH && last.length; depth++) {
    /** @type {Set<string>} */
    const next = new Set();
    for (const each of last) for (const decode of DECODERS) next.add(decode(each));
    last = [...next].filter((each) => !all.has(each));
    for (const each of last) if (all.size < MOST) all.add(each);
  }
  return [...all];
}
