import { PRIVATE } from "./answer.js";

/** Everything else stays here: cookies, credentials, and what tells who and where somebody is. */
const TO_WORDPRESS = [
  "Accept",
  "Accept-Language",
  "Content-Type",
  "Content-Disposition",
  "If-None-Match",
  "If-Modified-Since",
  "Range",
  "X-HTTP-Method-Override",
];

const TO_BROWSER = [
  "Content-Type",
  "Content-Disposition",
  "Content-Range",
  "ETag",
  "Last-Modified",
  "Allow",
  "Retry-After",
  "X-WP-Total",
  "X-WP-TotalPages",
  "X-WP-Upload-Attachment-ID",
];

/**
 * WordPress's responses get the app's own origin. If one is opened in a tab, as an address or by an
 * attacker's link, nothing in it may run there; and no other site may embed it.
 */
const HARMLESS = {
  "X-Content-Type-Options": "nosniff",
  "Content-Security-Policy": "default-src 'none'; sandbox",
  "Cross-Origin-Resource-Policy": "same-origin",
};

/** @param {string[]} names @param {Headers} from */
const copy = (names, from) => {
  const headers = new Headers();
  for (const name of names) {
    const value = from.get(name);
    if (value !== null) headers.set(name, value);
  }
  return headers;
};

export const requestHeaders = (/** @type {Headers} */ from) => copy(TO_WORDPRESS, from);

/**
 * @typedef {(whole: string, target: string, params: string) => string} Rewrite
 * @param {Headers} from
 * @param {{ isPersonal: boolean, rewrite: Rewrite }} how `isPersonal`: whether the visitor has, or
 *   had, a session
 */
export function responseHeaders(from, { isPersonal, rewrite }) {
  const headers = copy(TO_BROWSER, from);
  // Firefox obeys a `Set-Cookie` in the parts of such a document or image (nsMultiMixedConv).
  if (/multipart\//i.test(headers.get("Content-Type") ?? ""))
    headers.set("Content-Type", "application/octet-stream");
  const link = withoutHints(from.get("Link") ?? "");
  if (link) headers.set("Link", link.replace(/<([^<>]*)>([^<]*)/g, rewrite));
  for (const [name, value] of Object.entries(HARMLESS)) headers.set(name, value);
  // Without a session, a shared cache may ask again before each use, and only for visitors alike.
  headers.set("Cache-Control", isPersonal ? PRIVATE : "private, no-cache");
  headers.set("Vary", "Cookie");
  return headers;
}

/** Relations for which browsers load something unasked. */
const LOADED = /preload|prefetch|preconnect|prerender|stylesheet|dictionary|icon|manifest/i;

/** In one pass for each: the longest header must not keep the server busy. */
const isLoaded = (/** @type {string} */ one) =>
  one
    .replaceAll("\\", "")
    .split(";")
    .some((part) => {
      const at = part.search(/rel/i);
      return at >= 0 && LOADED.test(part.slice(at + 3));
    });

const withoutHints = (/** @type {string} */ link) => {
  const kept = link.replace(/<[^<>]*>[^<]*/g, (one) => (isLoaded(one) ? "" : one));
  let end = kept.length;
  while (/[\s,]/.test(kept.charAt(end - 1))) end--;
  return kept.slice(0, end);
};

/** Relations of a list's pages and of the API itself, which are always the site's own. */
const OWN = /rel="?(next|prev|first|last|https:\/\/api\.w\.org\/)"?/;

/**
 * Turns the URLs of a `Link` header into the backend's. WordPress may know itself by another host
 * than the one that it is called by.
 *
 * @param {string} root the URL of the REST API's index
 * @param {string} base where the backend has it
 * @returns {Rewrite}
 */
export function linkRewriter(root, base) {
  const { host, pathname, searchParams } = new URL(root);
  const own = searchParams.has("rest_route") ? undefined : pathname.replace(/\/$/, "");
  return (whole, target, params) => {
    let url;
    try {
      url = new URL(target, root);
    } catch {
      return whole;
    }
    if (url.host !== host && !OWN.test(params)) return whole;
    const route = routeOf(url, own);
    return route === undefined ? whole : `<${base}${route}>${params}`;
  };
}

/**
 * The route that a URL names, with its query, in either of its two forms.
 *
 * @param {URL} url
 * @param {string | undefined} own
 */
function routeOf(url, own) {
  const query = url.searchParams.get("rest_route");
  if (query !== null) {
    const rest = new URLSearchParams(url.searchParams);
    rest.delete("rest_route");
    const path = query.split("/").map(encodeURIComponent).join("/");
    return path + (rest.size ? `?${rest}` : "");
  }
  const at = own ?? rootIn(url.pathname);
  if (at === undefined || !`${url.pathname}/`.startsWith(`${at}/`)) return undefined;
  return url.pathname.slice(at.length) + url.search;
}

/** In one pass: with `.*?` before it, the pattern would be tried at each place of a long path, to its end. */
function rootIn(/** @type {string} */ path) {
  const at = path.search(/\/wp-json(?=\/|$)/);
  return at < 0 ? undefined : path.slice(0, at + "/wp-json".length);
}
