// Texts without what must not leave the page: of what a site says, only known words stay.
import { JWT } from "./secrets.js";
import { views } from "./views.js";
import { onlyWords } from "./words.js";

const URLS = /\bhttps?:(?:\\?\/){2}[^\s"'<>`]*/gi;
/** Characters that are written in another way, and may spell anything. */
const ESCAPED = /(?:&#x?[\da-f]+;?|%[\da-f]{2}|\\u[\da-f]{4}|\\x[\da-f]{2})+/gi;
/** What takes the place of an address. */
const ADDRESS = "192.0.2.1";
const IPV4 = /\b\d{1,3}(?:\.\d{1,3}){3}\b/g;
/** With `::`, an IPv4 at the end or a zone, too; times and names of PHP's classes look alike. */
const IPV6 = /(?<![\da-f:])[\da-f]*:[\da-f:]*:[\da-f:]*(?:\.\d+){0,3}(?:%[\w.-]+)?(?!\w)/gi;
const isIpv6 = (/** @type {string} */ run) =>
  /(?:.*:){3}|^[a-f]{1,4}::[a-f]/i.test(run) || (run.includes("::") && /\d/.test(run));
const PHONES = /\+?\d[\d ()./-]{7,}\d/g;
/** Dates stay. */
const phoneIn = (/** @type {string} */ number) =>
  /^[\d-]{8,10}$/.test(number) ? number : "555-0100";
/** Characters of one text that are kept. */
const LONGEST = 500;

/** Characters of a secret by which its beginning is known. */
const BEGINNING = 4;
/** What may be behind it: a part of one more character, in any encoding. */
const LEFT_OVER = 8;

/**
 * Whether a text ends within a value.
 *
 * @param {string} text
 * @param {string} value
 */
function endsInside(text, value) {
  const beginning = value.slice(0, BEGINNING);
  for (let from = Math.max(0, text.length - value.length - LEFT_OVER); ; from++) {
    from = text.indexOf(beginning, from);
    if (from < 0) return false;
    const rest = text.slice(from);
    let same = beginning.length;
    while (same < rest.length && rest[same] === value[same]) same++;
    if (rest.length - same <= LEFT_OVER) return true;
  }
}

/**
 * @typedef {(text: string) => string} Change
 * @typedef {(text: string, rest: Change) => string} Rule changes what it is about, and what is between by `rest`
 */

/**
 * @param {RegExp} find
 * @param {(...match: string[]) => string} replace
 * @returns {Rule}
 */
const each = (find, replace) => (text, rest) => {
  let [result, end] = ["", 0];
  for (const match of text.matchAll(find)) {
    result += rest(text.slice(end, match.index)) + replace(...match);
    end = match.index + match[0].length;
  }
  return result + rest(text.slice(end));
};

/**
 * @param {import("./secrets.js").Secrets} secrets
 * @param {Pick<ReturnType<typeof import("./places.js").places>, "urlOf">} places
 */
export function redactor(secrets, { urlOf }) {
  /**
   * What is in no other spelling either: otherwise nothing of it. At the end of a text that was cut, a
   * part of a secret counts, too.
   *
   * @param {string} text
   * @param {boolean} isCut
   */
  const clean = (text, isCut) => {
    const seen = views(text);
    const isIn = (/** @type {{ value: string }} */ { value }) =>
      seen.some((view) => view.includes(value) || (isCut && endsInside(view, value)));
    return secrets.list().some(isIn) ? "***" : text;
  };

  /**
   * Known values, in the spelling in which they were sent: the longest first.
   *
   * @type {Rule}
   */
  const known = (text, rest) => {
    const secret = secrets.list().find(({ value }) => text.includes(value));
    if (!secret) return rest(text);
    const parts = text.split(secret.value);
    return parts.map((part) => known(part, rest)).join(secret.placeholder);
  };

  /**
   * Each gets what the ones before have left.
   *
   * @type {Rule[]}
   */
  const rules = [
    each(URLS, (url) => urlOf(url.replaceAll("\\/", "/"))),
    each(
      JWT,
      (word, before) =>
        onlyWords(before) + secrets.placeholderOf("token", word.slice(before.length)),
    ),
    known,
    each(ESCAPED, () => "…"),
    each(IPV4, () => ADDRESS),
    each(IPV6, (run) => (isIpv6(run) ? "2001:db8::1" : onlyWords(run))),
    each(PHONES, phoneIn),
  ];

  /**
   * @param {unknown} given
   * @param {number} [most]
   * @param {Change} [keep] what stays of what no rule is about
   */
  return function text(given, most = LONGEST, keep = onlyWords) {
    const change = rules.reduceRight(
      (/** @type {Change} */ rest, rule) => (text) => rule(text, rest),
      keep,
    );
    const changed = change(String(given).slice(0, 4 * most));
    const isCut = String(given).length > 4 * most || changed.length > most;
    return clean(changed.slice(0, most), isCut);
  };
}
