// CORS. In jsdom no browser checks it, so the test site does: if a browser would hide a response from
// the page, `fetch` rejects in tests too.

/** @import { Answer } from "./types.d.ts" */

const SAFE = ["accept", "accept-language", "content-language", "content-type", "range"];
const SAFE_TYPES = /^(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\b/i;

/** The origin of the page that asks; null where there is no page, as in Node. */
export function pageOrigin() {
  const { location } = globalThis;
  return /^https?:$/.test(location?.protocol ?? "") ? location.origin : null;
}

/**
 * The names of headers for which browsers ask with a preflight.
 *
 * @param {Headers} headers
 */
const unsafeNames = (headers) =>
  [...headers]
    // happy-dom keeps the case in which a name was set.
    .map(([name, value]) => [name.toLowerCase(), value])
    .filter(
      ([name, value]) =>
        !SAFE.includes(name) || (name === "content-type" && !SAFE_TYPES.test(value)),
    )
    .map(([name]) => name);

/**
 * The preflight of a request, or null where browsers send none.
 *
 * @param {Request} request
 * @param {string} origin
 */
export function preflightOf(request, origin) {
  const names = unsafeNames(request.headers);
  if (["GET", "HEAD", "POST"].includes(request.method) && !names.length) return null;
  /** @type {Record<string, string>} */
  const headers = { Origin: origin, "Access-Control-Request-Method": request.method };
  if (names.length) headers["Access-Control-Request-Headers"] = names.join(", ");
  return { method: "OPTIONS", headers, names };
}

/**
 * Whether the response to a preflight allows the request.
 *
 * @param {Answer} answer
 * @param {{ names: string[] }} preflight
 * @param {Request} request
 * @param {string} origin
 */
export function passes(answer, { names }, request, origin) {
  const status = /** @type {number} */ (answer.status);
  if (status < 200 || status > 299 || !isReadable(answer, request, origin)) return false;
  /** @param {string} name @returns {string[]} */
  const list = (name) =>
    (headerOf(answer, name) ?? "")
      .split(",")
      .map((/** @type {string} */ one) => one.trim().toLowerCase());
  const simple = ["get", "head", "post"].includes(request.method.toLowerCase());
  const allowed = list("Access-Control-Allow-Headers");
  return (
    (simple || list("Access-Control-Allow-Methods").includes(request.method.toLowerCase())) &&
    names.every((name) => allowed.includes(name))
  );
}

/** @param {Answer} answer @param {string} wanted */
const headerOf = ({ headers }, wanted) =>
  Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === wanted.toLowerCase())?.[1];

/**
 * Whether a page may read a response.
 *
 * @param {Answer} answer
 * @param {Pick<Request, "credentials">} request
 * @param {string} origin
 */
export function isReadable(answer, { credentials }, origin) {
  const allowed = headerOf(answer, "Access-Control-Allow-Origin");
  if (credentials === "include") {
    return allowed === origin && headerOf(answer, "Access-Control-Allow-Credentials") === "true";
  }
  return allowed === origin || allowed === "*";
}
