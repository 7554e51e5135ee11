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
    if (decoded === text) return decodeURIComponent(path).replace(/^\/wp-json(?=\/|$)/, "") || "/";
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
  decodeBytes(pair.split("=")[0])
    .replace(/[^\da-z]+/gi, "_")
    .toLowerCase();

/** Whether a parameter is this one for PHP, or may be, whatever is spelled around it. */
const isCalled = (/** @type {string} */ name) => (/** @type {string} */ pair) =>
  new RegExp(`^_?${name}(_|$)`).test(phpName(pair));

/**
 * Whether WordPress reads a field of a form as the route, or as a parameter of the REST API's own,
 * which all begin with an underscore (PHP makes one of a dot, a space and a bracket).
 */
export const steersCall = (/** @type {string} */ field) =>
  isCalled("rest_route")(field) || /^\s*[_.[]/.test(field);

const pairsOf = (/** @type {string} */ search) => search.replace(/^\?/, "").split(/[&;]/);

/**
 * Whether a query gives PHP this parameter, or a part of it, and be it encoded wrongly.
 *
 * @param {string} search
 * @param {string} name
 */
export const hasParameter = (search, name) => pairsOf(search).some(isCalled(name));

/**
 * What matters of a query: which method it asks WordPress for instead of the request's own, and
 * that it names no other route, which would win over the path's.
 *
 * @param {string} search
 */
export function checkQuery(search) {
  const pairs = pairsOf(search);
  if (pairs.some(isCalled("rest_route"))) throw refuse("The query must not name a route.");
  // JSONP would make WordPress's response a script of the app's own origin.
  if (pairs.some(isCalled("jsonp"))) throw refuse("The backend does not support JSONP.");
  return pairs
    .filter(isCalled("method"))
    .map((pair) => decodeBytes(pair.slice(pair.indexOf("=") + 1)).toUpperCase());
}
