// What is shown of a call's address. A secret has no certain look, so only that is shown which is
// certainly none: the words that routes and parameters are named with, numbers, and few values.

/** As `users`, `_fields`, `block-types`; one digit behind a short word; a version; an ID. */
const PLAIN = /^(?:_?[a-z]{1,16}(?:[-_.][a-z]{1,16}){0,5}|[a-z]{1,5}\d|v\d{1,2}|\d{1,8})$/;

/** Parameters whose values WordPress defines. Others, `search` too, may say anything. */
const OPEN = /^(?:page|per_page|offset|order|orderby|context|status|_fields|_embed|_method|type)$/;

const HIDDEN = "…";

/** Separators stay. @param {string} text @param {RegExp} separators */
const plainParts = (text, separators) =>
  text
    .split(separators)
    .map((part, index) => (index % 2 || !part || PLAIN.test(part) ? part : HIDDEN))
    .join("");

/** @param {[name: string, value: string]} pair */
const shownPair = ([name, value]) => {
  const shown = plainParts(name, /([[\]])/);
  return `${shown}=${OPEN.test(name) ? plainParts(value, /(,)/) : value && HIDDEN}`;
};

/**
 * Route and query of a URL without what may be secret.
 *
 * @param {URL} url
 * @param {string[]} tokens known ones: they are left out even if they are plain words
 */
export function addressOf(url, tokens = []) {
  const pairs = new URLSearchParams(url.search);
  const path = pairs.get("rest_route") ?? url.pathname.replace(/^.*\/wp-json(?=\/|$)/, "");
  pairs.delete("rest_route");
  const hasToken = (/** @type {string[]} */ ...given) =>
    tokens.some((token) => given.some((text) => text.toLowerCase().includes(token.toLowerCase())));
  const route = plainParts(path, /(\/)/) || "/";
  const query = [...pairs].map(shownPair).join("&");
  return {
    route: hasToken(path, route) ? HIDDEN : route,
    query: hasToken(query, ...[...pairs].flat()) ? HIDDEN : query,
  };
}
