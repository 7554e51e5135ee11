// Texts without what must not leave the page: of what a site says, only known words stay.
import { NUMBERS, WHOLE } from "./numbers.js";
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
/** Characters of one text that are kept. */
const LONGEST = 500;

/**
 * @typedef {(text: string) => string} Change
 * @typedef {(text: string, rest: Change) => string} Rule changes what it is about, and what is between by `rest`
 */

/**
 * @param {RegExp} find
 * @param {(...match: string[]) => string} replace
 * @returns {Rule}
 */
const each = (find, replace) => (text, rest) =>
  replaced(
    text,
    rest,
    [...text.matchAll(find)].map((match) => ({
      at: match.index,
      end: match.index + match[0].length,
      by: replace(...match),
    })),
  );

/**
 * @param {string} text
 * @param {Change} rest
 * @param {{ at: number, end: number, by: string }[]} places in their order
 */
function replaced(text, rest, places) {
  let [result, last] = ["", 0];
  for (const { at, end, by } of places) {
    result += rest(text.slice(last, at)) + by;
    last = end;
  }
  return result + rest(text.slice(last));
}

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
  const clean = (text, isCut) =>
    views(text).some((view) => secrets.isIn(view, isCut)) ? "***" : text;

  /**
   * Known values, in the spelling in which they were sent.
   *
   * @type {Rule}
   */
  const known = (text, rest) => {
    const places = [];
    /** Of each character, where the secret ends that it belongs to. */
    const ends = new Array(text.length).fill(0);
    for (const { value, placeholder } of secrets.in(text)) {
      for (let at = text.indexOf(value); at >= 0; ) {
        const end = at + value.length;
        // The others are no shorter, so that one that overlaps has the first character or the last.
        const taken = ends[at] || ends[end - 1];
        if (!taken) {
          places.push({ at, end, by: placeholder });
          ends.fill(end, at, end);
        }
        at = text.indexOf(value, taken || end);
      }
    }
    return replaced(
      text,
      rest,
      places.sort((a, b) => a.at - b.at),
    );
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
    each(...WHOLE),
    each(IPV6, (run) => (isIpv6(run) ? "2001:db8::1" : onlyWords(run))),
    each(...NUMBERS),
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
