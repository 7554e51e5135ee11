// WordPress's rendering of text: the common part of wptexturize() and wpautop().

const BLOCK =
  /^<\/?(?:p|div|h[1-6]|ul|ol|li|blockquote|pre|table|figure|section|hr|form|address)\b/i;

/**
 * Curls straight quotes and escapes bare ampersands, outside of tags.
 *
 * @param {string} text
 */
export const texturize = (text) =>
  text
    .split(/(<[^>]*>)/)
    .map((part) => (part.startsWith("<") && part.endsWith(">") ? part : curly(part)))
    .join("");

/** @param {string} text */
const curly = (text) =>
  text
    .replace(/&(?!(?:#\d+|#x[\da-f]+|\w+);)/gi, "&#038;")
    .replaceAll("...", "&#8230;")
    .replace(/(^|\s)---?(?=\s)/g, "$1&#8211;")
    .replace(/(^|\s) ?- (?=\S)/g, "$1&#8211; ")
    .replace(/(^|[\s([])"/g, "$1&#8220;")
    .replaceAll('"', "&#8221;")
    .replace(/(^|[\s([])'/g, "$1&#8216;")
    .replaceAll("'", "&#8217;");

/**
 * Paragraphs where there are blank lines.
 *
 * @param {string} text
 */
export function autop(text) {
  const parts = text.replaceAll("\r\n", "\n").split(/\n\s*\n/);
  const blocks = parts.map((part) => part.trim()).filter(Boolean);
  return blocks.map((part) => (BLOCK.test(part) ? `${part}\n` : paragraph(part))).join("");
}

/** @param {string} text */
const paragraph = (text) => `<p>${text.replaceAll("\n", "<br />\n")}</p>\n`;

/**
 * Removes elements that need the capability `unfiltered_html`, such as scripts.
 *
 * @param {string} html
 */
export const filtered = (html) =>
  html
    .replace(/<\/?(?:script|style|iframe|object|embed|form|input|button)\b[^>]*>/gi, "")
    .replace(/&(?!(?:#\d+|#x[\da-f]+|\w+);)/gi, "&amp;");

/** @param {string} html */
export const stripTags = (html) => html.replace(/<[^>]*>/g, "");

/**
 * The first 55 words of a content.
 *
 * @param {string} content
 */
export function excerptOf(content) {
  const words = stripTags(content).trim().split(/\s+/);
  return words.slice(0, 55).join(" ") + (words.length > 55 ? " [&hellip;]" : "");
}

/** @param {string} title */
export const slugOf = (title) =>
  stripTags(title)
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/&[#\w]+;/g, "")
    .replace(/[!-,./:-@[-^`{-~\u2010-\u205e]/g, "")
    .trim()
    .replace(/[\s-]+/g, "-")
    .replace(/[^\w-]+/g, (text) => encodeURIComponent(text).toLowerCase());

/**
 * "2024-03-06T09:00:00": the site's time is UTC.
 *
 * @param {number} ms
 */
export const wpDate = (ms) => new Date(ms).toISOString().slice(0, 19);
