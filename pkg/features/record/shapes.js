// Bodies and headers, cut to what tells who answered and what it means.
import { isShort, timeOf } from "./numbers.js";
import { DEEPEST, SPOKEN_KEY } from "./secrets.js";
import { withoutNames } from "./words.js";

/** Lists of names of WordPress's own: namespaces, methods, authentication. */
const LISTED_KEY = /^(namespaces|methods|namespace|allow)$/;
/** All that src/core/failure.rs reads of `debugMessage`. */
const READ_OF_DEBUG = /secret|key may not be empty|key is too short/gi;
/** Times that the rules read. */
const TIME_KEY = /^(iat|nbf|exp)$|expir|timestamp|lifetime|retry/i;
/** What takes the place of a long number. */
const LONG = 12345;
const MOST_KEYS = 80;
/**
 * Characters of a page that are looked at. None of the expressions for its markup reads on at the next
 * tag or after 2,000 characters: a hostile page has thousands of tags and comments that never end.
 */
const MOST_MARKUP = 1 << 15;
/** Characters of a body that is no JSON, but begins so. */
const MOST_TEXT = 1 << 16;
/** Places behind JSON where it may end. */
const MOST_ENDS = 20;
const MOST_ITEMS = 3;

/** Headers that are needed as they are. */
const PLAIN_HEADER =
  /^(content-type|age|cache-control|vary|retry-after|allow|cf-mitigated|cf-cache-status|x-wp-total(pages)?|x-wp-upload-attachment-id|access-control-.*|x-amzn-waf-action|x-content-type-options|pragma|sg-captcha)$/;
/** Headers that say nothing. */
const MUTE_HEADER =
  /^(date|expires|connection|keep-alive|transfer-encoding|content-length|content-encoding|etag|last-modified|alt-svc|nel|report-to|strict-transport-security|x-robots-tag|accept-ranges|referrer-policy|server-timing)$/;

/**
 * @param {import("./secrets.js").Secrets} secrets
 * @param {ReturnType<typeof import("./text.js").redactor>} text
 */
export function shapes(secrets, text) {
  /**
   * A JSON value without anybody's content: known keys, short numbers, codes and words of sentences stay.
   *
   * @param {unknown} value
   * @param {string} [key]
   * @param {boolean} [listed]
   * @param {number} [depth]
   * @returns {any} a value of the same kind, `null` for one that is too deep
   */
  function json(value, key = "", listed = false, depth = 0) {
    if (typeof value === "string") return string(value, key, listed);
    if (typeof value === "number") return number(value, key);
    if (!value || typeof value !== "object") return value;
    if (depth >= DEEPEST) return null;
    if (Array.isArray(value)) {
      const isListed = listed || LISTED_KEY.test(key);
      const items = value.slice(0, isListed ? MOST_KEYS : MOST_ITEMS);
      return items.map((each) => json(each, key, isListed, depth + 1));
    }
    /** @type {Record<string, unknown>} */
    const shape = {};
    for (const [name, each] of Object.entries(value).slice(0, MOST_KEYS)) {
      const known = text(name, 200);
      let unique = known;
      for (let number = 2; Object.hasOwn(shape, unique); number++) unique = `${known}${number}`;
      Object.defineProperty(shape, unique, {
        ...{ value: json(each, name, listed && key !== "", depth + 1), enumerable: true },
        ...{ configurable: true, writable: true },
      });
    }
    return shape;
  }

  /**
   * A time, or what is too short to be a phone number or a date.
   *
   * @param {number} value
   * @param {string} key
   */
  function number(value, key) {
    if (secrets.of(String(value))) return 0;
    if (TIME_KEY.test(key)) return timeOf(value);
    return isShort(value) ? value : LONG;
  }

  /** @param {string} value @param {string} key @param {boolean} listed */
  function string(value, key, listed) {
    const known = secrets.of(value);
    if (known) return known.placeholder;
    // Written for developers, with anything in it.
    if (key === "debugMessage") return (value.match(READ_OF_DEBUG) ?? []).join(" ");
    if (/^https?:\/\//.test(value)) return text(value);
    if (listed || LISTED_KEY.test(key) || SPOKEN_KEY.test(key)) return text(value);
    return value === "" ? "" : "…";
  }

  /**
   * A page: its title, the marks in its markup, and some of what it says.
   *
   * @param {string} body
   * @param {boolean} isRefusal
   */
  function html(body, isRefusal) {
    const isShort = body.length < 4096;
    const said = isRefusal || isShort ? 600 : 0;
    let room = said;
    const markup = body
      .slice(0, MOST_MARKUP)
      .replace(
        /<!--[\s\S]{0,2000}?-->/g,
        (/** @type {string} */ comment) => `<!-- ${text(comment.slice(4, -3), 120)} -->`,
      )
      .replace(/(<(script|style)\b[^<>]{0,2000}>)[\s\S]*?(<\/\2>|$)/gi, "$1$3")
      .replace(
        /<([\w!/-]{1,40})((?:"[^"<]*"|'[^'<]*'|[^<>"'])*)>|([^<]+)/g,
        (
          /** @type {string} */ _,
          /** @type {string} */ tag,
          /** @type {string} */ attributes,
          /** @type {string} */ words,
        ) => {
          if (tag) return `<${text(tag, 40)}${marks(attributes)}>`;
          const kept = text(words, Math.max(0, room));
          room -= kept.length;
          return kept;
        },
      );
    return `${titleOf(body)}${markup}`.slice(0, 3000);
  }

  /** @param {string} body */
  const titleOf = (body) => {
    const [, title] = body.slice(0, MOST_MARKUP).match(/<title[^<>]*>([^<]{0,200})/i) ?? [];
    return title === undefined ? "" : `<title>${text(title, 120)}</title>`;
  };

  /**
   * The attributes by which a challenge or a gateway is known.
   *
   * @param {string} attributes
   */
  const marks = (attributes) =>
    [
      ...attributes.matchAll(
        /\b(id|class|name|action|http-equiv|property)\s*=\s*("[^"]*"|'[^']*')/gi,
      ),
    ]
      .slice(0, 4)
      .map(
        ([, name, quoted]) =>
          ` ${name.toLowerCase()}="${text(quoted.slice(1, -1), 60).replaceAll('"', "")}"`,
      )
      .join("");

  /**
   * What came as it is: JSON by its shape, a page by its marks, other text cut short.
   *
   * @param {string} given
   * @param {boolean} isRefusal
   */
  function body(given, isRefusal) {
    // Something may stand before the JSON, or behind it: evidence that must not be lost.
    const [start, end] = jsonIn(given);
    // Of what may be JSON, cut off, nobody knows what its keys say.
    if (start === undefined && given.length > MOST_TEXT && /^\s*[[{]/.test(given))
      return { body: "" };
    if (start === undefined) {
      return { body: /<[a-z!?]/i.test(given) ? html(given, isRefusal) : text(given) };
    }
    const value = json(JSON.parse(given.slice(start, end)));
    const [before, behind] = [given.slice(0, start), given.slice(end)];
    if (!before.trim() && !behind.trim()) return { json: value };
    return { body: text(before, 300) + JSON.stringify(value) + text(behind, 300) };
  }

  /** @param {[string, string][]} list @param {boolean} hasJson */
  function headers(list, hasJson) {
    const kept = list.flatMap(([name, value]) => {
      if (MUTE_HEADER.test(name)) return [];
      if (name === "content-type" && hasJson && /^application\/json; charset=utf-8$/i.test(value))
        return [];
      // Only a name that is one can be replayed.
      const known = name === "cf-ray" ? name : text(name, 80);
      return /^[\w-]+$/.test(known) ? [[known, headerOf(name, value).replace(/[^ -~]/g, "x")]] : [];
    });
    return Object.fromEntries(kept);
  }

  /** @param {string} name @param {string} value */
  function headerOf(name, value) {
    if (name === "link") return text(value);
    if (name === "www-authenticate") return `${text(value.split(" ")[0], 40)} realm="x"`;
    if (name === "set-cookie")
      return `${text(value.split("=")[0].replace(/[\da-f]{8,}/gi, "x"), 60)}=x`;
    if (!PLAIN_HEADER.test(name)) return text(withoutNames(value), 200, (known) => known);
    return /^\d{1,15}$/.test(value) ? String(timeOf(Number(value))) : text(value, 200);
  }

  return { body, headers, json };
}

/**
 * Where the JSON of a body begins and ends, if there is an object or a list.
 *
 * @param {string} given
 */
function jsonIn(given) {
  /** @param {string} text */
  const isJson = (text) => {
    try {
      return typeof JSON.parse(text) === "object";
    } catch {
      return false;
    }
  };
  if (isJson(given)) return [0, given.length];
  for (const [open, close] of ["{}", "[]"]) {
    const start = given.indexOf(open);
    let end = given.length;
    for (let tries = 0; start >= 0 && tries < MOST_ENDS; tries++) {
      end = given.lastIndexOf(close, end - 1);
      if (end <= start) break;
      if (isJson(given.slice(start, end + 1))) return [start, end + 1];
      if (given.length - end > 4096) break;
    }
  }
  return [];
}
