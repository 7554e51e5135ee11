import { refusal } from "./answer.js";

/** How often a server and what is behind it may decode a path. */
const ROUNDS = 5;

const refuse = (/** @type {string} */ message) => refusal("invalid_option", 400, message);

/**
 * The route that a path names, as WordPress reads it: for the app's own decision. Refuses paths that
 * servers may read as another one.
 *
 * @param {string} path
 */
export function checkRoute(path) {
  let text = path || "/";
  if (!text.startsWith("/") || /\/\//.test(text)) throw refuse("The route has an empty segment.");
  try {
    decodeURIComponent(text);
  } catch {
    throw refuse("The route is not encoded correctly.");
  }
  const slashes = count(text);
  // Some servers make ASCII of what looks like it: "．．" or "‥" are dots then.
  const similar = decodeURIComponent(text).normalize("NFKC");
  if (count(similar) !== slashes || goesUp(similar)) throw refuse(UNFIT);
  for (let round = 0; round < ROUNDS; round++) {
    if (count(text) !== slashes || isUnfit(text)) throw refuse(UNFIT);
    const decoded = decodeBytes(text);
    if (decoded === text) {
      const route = decodeURIComponent(path).replace(/^\/wp-json(?=\/|$)/, "");
      // WordPress cuts it off. No slash is next to another one.
      return route.replace(/\/$/, "") || "/";
    }
    text = decoded;
  }
  throw refuse("The route is encoded more than once.");
}

const UNFIT = "The route has a dot segment, or a character that servers read in different ways.";

/**
 * No server agrees with all others about control characters, backslashes, and an encoded `?` or `#`.
 * Tomcat and others cut parameters off each segment (`/users;x` is `/users`, `/..;/` goes up), and no
 * route of WordPress has any.
 */
const isUnfit = (/** @type {string} */ text) =>
  goesUp(text) || [...text].some((char) => char < " " || char === "\x7f" || ";?#".includes(char));

const goesUp = (/** @type {string} */ text) =>
  text.split(/[/\\]/).length !== count(text) || DOTS.test(text);

/** A segment of dots; Windows drops spaces at its end. */
const DOTS = /(^|\/)\.{1,2} *(\/|$)/;

const count = (/** @type {string} */ text) => text.split("/").length;

/** Also decodes what is no UTF-8, or comes next to a lone percent sign, as PHP does. */
const decodeBytes = (/** @type {string} */ text) =>
  text.replace(/%([\da-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));

/** How PHP knows a parameter: it turns much into underscores, cuts at NUL, and skips spaces. */
const phpName = (/** @type {string} */ pair) =>
  decodeBytes(pair.split("=", 1)[0])
    .replace(/[^\da-z]+/gi, "_")
    .toLowerCase();

const matcher = (/** @type {string} */ pattern) => {
  const known = new RegExp(pattern);
  return (/** @type {string} */ pair) => known.test(phpName(pair));
};

/** Whether a parameter is this one for PHP, or may be, whatever is spelled around it. */
const isRoute = matcher("^_?rest_route(_|$)");
const isJsonp = matcher("^_?jsonp(_|$)");
const isMethod = matcher("^_method(_|$)");
const isEmbed = matcher("^_embed(_|$)");

/**
 * Whether WordPress reads a field of a form as the route, or as a parameter of the REST API's own,
 * which all begin with an underscore (PHP makes one of a dot, a space and a bracket).
 */
export const steersCall = (/** @type {string} */ field) =>
  isRoute(field) || /^\s*[_.[]/.test(field);

/** The pairs that may have a name of so many characters. */
function* pairsOf(/** @type {string} */ text, least = 0) {
  for (const [pair] of text.replace(/^\?/, "").matchAll(/[^&;]+/g)) {
    if (pair.length > least) yield pair;
  }
}

const REQUESTS = "requests";

/**
 * Whether a query or a form gives PHP a list of `requests`, and be it encoded wrongly.
 *
 * @param {string} text
 */
export function holdsRequests(text) {
  for (const pair of pairsOf(text, REQUESTS.length)) {
    if (/^[^\da-z]*requests[^\da-z]*\[/i.test(decodeBytes(pair.split("=", 1)[0]))) return true;
  }
  return false;
}

/**
 * What matters of a query: whether it asks WordPress for another method than the request's own, and
 * that it names no other route, which would win over the path's. A method is undefined if servers may
 * read it in different ways: WordPress takes `$_GET["_method"]` (`WP_REST_Server::serve_request()`),
 * and PHP makes this name of others, such as `.method`.
 *
 * @param {string} search
 * @returns {(string | undefined)[]}
 */
export function checkQuery(search) {
  const pairs = [...pairsOf(search)];
  if (pairs.some(isRoute)) throw refuse("The query must not name a route.");
  // JSONP would make WordPress's response a script of the app's own origin.
  if (pairs.some(isJsonp)) throw refuse("The backend does not support JSONP.");
  const named = pairs.filter(isMethod);
  // A `;` separates parameters only on some servers.
  const whole = search.replace(/^\?/, "").split("&");
  return named.map((pair) =>
    pair.startsWith("_method=") && whole.includes(pair)
      ? methodOf(pair.slice("_method=".length))
      : undefined,
  );
}

/**
 * Whether WordPress adds what the response links to, from other routes (`$_GET["_embed"]` in
 * `WP_REST_Server::serve_request()`; not for a call in a batch).
 *
 * @param {string} search
 */
export const embedsLinks = (search) => [...pairsOf(search)].some(isEmbed);

/** A method as WordPress reads it. */
export const methodOf = (/** @type {string} */ text) =>
  /^[a-z]+$/i.test(text) ? text.toUpperCase() : undefined;
