// Texts without what must not leave the page.
import { JWT } from "./secrets.js";
import { views } from "./views.js";

const URLS = /\bhttps?:(?:\\?\/){2}[^\s"'<>`]*/gi;
/** Addresses of databases, directories and the like, and Windows' names of shares. */
const OTHERS =
  /\b(?!https?:)([a-z][a-z\d+.-]{0,20}:\/\/)[^\s"'<>`]*|\\\\[\w.$-]+(?:\\[^\s"'<>`]*)?/gi;
/** Names of LDAP (RFC 4514), with all that follows: their values are sentences, too. */
const DIRECTORY =
  /(?:\b[a-z]{1,20}=[^,"'<>()\r\n]{0,99},\s*){0,9}\b(?:CN|OU|DC|UID|sAMAccountName|userPrincipalName|distinguishedName)=[^"'<>()\r\n]*/gi;
const EMAILS = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
/** Names of hosts; names of files look alike, and the placeholder for a host is one itself. */
const HOSTS =
  /(?<![\w@.{-])(?:[a-z\d-]+\.)+(?!(?:php|html?|js|m?js|css|json|xml|txt|conf|ini|png|jpe?g|gif|svg|log|example)\b)[a-z]{2,}(?![\w.-]*[@\w])/gi;
/** What takes the place of an address, and reads like a phone number. */
const ADDRESS = "192.0.2.1";
const IPV4 = /\b\d{1,3}(?:\.\d{1,3}){3}\b/g;
/** With `::`, an IPv4 at the end or a zone, too; times and names of PHP's classes look alike. */
const IPV6 = /(?<![\da-f:])[\da-f]*:[\da-f:]*:[\da-f:]*(?:\.\d+){0,3}(?:%[\w.-]+)?(?!\w)/gi;
const isIpv6 = (/** @type {string} */ run) =>
  /(?:.*:){3}|^[a-f]{1,4}::[a-f]/i.test(run) || (run.includes("::") && /\d/.test(run));
/** Below these folders of a server the next ones name an account. */
const FOLDERS =
  /(?<!\w)(?:[A-Za-z]:)?[\\/]+(?:home\d*|Users|var|srv|opt|usr|mnt|data|nas|www|kunden|root)[\\/][^\s"'<>:;,()]+/g;
/** What WordPress itself has there stays. */
const withoutFolders = (/** @type {string} */ path) =>
  `/path${path.match(/\/wp-(?:content|includes|admin)\/.*/)?.[0] ?? ""}`;
const PHONES = /\+?\d[\d ()./-]{7,}\d/g;
/** Dates stay. */
const phoneIn = (/** @type {string} */ number) =>
  /^[\d-]{8,10}$/.test(number) ? number : "555-0100";
/** What may be a key, a hash or the ID of a request. */
const RUNS = /[\w+=-]{12,}/g;
/** Words have few digits, and capitals at their beginning. */
const isRandom = (/** @type {string} */ run) =>
  (run.match(/\d/g)?.length ?? 0) > 2 || (/\d/.test(run) && /[a-z]/.test(run) && /[A-Z]/.test(run));
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
 * @param {import("./secrets.js").Secrets} secrets
 * @param {Pick<ReturnType<typeof import("./places.js").places>, "urlOf" | "hostOf">} places
 */
export function redactor(secrets, { urlOf, hostOf }) {
  /** Known values, in the spelling in which they were sent. */
  const withoutKnown = (/** @type {string} */ text) =>
    secrets
      .list()
      .reduce((rest, { value, placeholder }) => rest.replaceAll(value, placeholder), text);

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

  /** @param {unknown} given @param {number} [most] */
  return function text(given, most = LONGEST) {
    const found = String(given)
      .slice(0, 4 * most)
      .replace(URLS, (url) => urlOf(url.replaceAll("\\/", "/")))
      .replace(
        JWT,
        (word, before) => before + secrets.placeholderOf("token", word.slice(before.length)),
      );
    const anonymous = withoutKnown(found)
      .replace(OTHERS, (_, scheme = "\\\\") => `${scheme}other.example`)
      .replace(DIRECTORY, "CN=x")
      .replace(FOLDERS, withoutFolders)
      .replace(EMAILS, (address) => secrets.placeholderOf("email", address))
      .replace(HOSTS, hostOf)
      .replace(IPV4, ADDRESS)
      .replace(IPV6, (run) => (isIpv6(run) ? "2001:db8::1" : run))
      .split(ADDRESS)
      .map((part) => part.replace(PHONES, phoneIn))
      .join(ADDRESS)
      .replace(RUNS, (run) => (isRandom(run) ? "x" : run));
    const isCut = String(given).length > 4 * most || anonymous.length > most;
    return clean(anonymous.slice(0, most), isCut);
  };
}
