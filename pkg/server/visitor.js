import { invalidOption } from "../front/error.js";
import { cookieForms, isLoopback, parseCookies, serialise } from "./cookies.js";

/**
 * @import { CookieStore } from "./index.d.ts"
 * @import { Cookie, Options, Visitor } from "./types.d.ts"
 */

/**
 * Where a visitor's cookies are read and written: a `Request`, whose response gets them later, or
 * a framework's own cookie store.
 *
 * - `request`: the request, if it is one
 * - `forms(suffix)`: the forms of a cookie to look for; the first one is for a new one
 * - `proof`: the cookie that shows that this host itself has set one without the prefix
 * - `asksProof`: whether a cookie without the prefix counts with it only
 * - `isWritable`: whether cookies can be set, where that is known before
 * - `get(name)`
 * - `set(cookies)`: whether they could be set
 * - `changes`: what was set, for `Set-Cookie` headers and the next `Cookie` header
 *
 * @param {unknown} given
 * @param {Options["cookie"]} cookie
 * @returns {Promise<Visitor>}
 */
export async function visitorOf(given, cookie) {
  const visitor = /** @type {Request & CookieStore} */ (await given);
  if (typeof visitor?.headers?.get === "function") return ofRequest(visitor, cookie);
  if (typeof visitor?.get === "function") return ofStore(visitor, cookie);
  throw invalidOption("client() takes a Request, or a cookie store with `get` and `set`.");
}

/** @param {Request} request @param {Options["cookie"]} cookie @returns {Visitor} */
function ofRequest(request, cookie) {
  const sent = parseCookies(request.headers.get("Cookie"));
  const loopback = isLoopback(request);
  const changes = new Map();
  return {
    ...access(cookie, loopback ? ["plain", "secure"] : ["secure"], false),
    request,
    isWritable: true,
    get: (name) => sent.get(name),
    set(cookies) {
      for (const each of cookies) changes.set(each.name, each);
      return true;
    },
    changes: () => [...changes.values()],
  };
}

/**
 * A store does not say for which host the request is. On any but loopback a sibling domain can set a
 * cookie without the prefix, with another one's session in it.
 *
 * @param {CookieStore} store
 * @param {Options["cookie"]} cookie
 * @returns {Visitor}
 */
function ofStore(store, cookie) {
  const isDevelopment = globalThis.process?.env?.NODE_ENV === "development";
  return {
    ...access(cookie, isDevelopment ? ["plain", "secure"] : ["secure", "plain"], !isDevelopment),
    isWritable: typeof store.set === "function" ? undefined : false,
    async get(name) {
      const found = await store.get(name);
      return typeof found === "string" ? found : found?.value;
    },
    /** Next.js has a `set` in server components as well, which throws. */
    async set(cookies) {
      try {
        for (const { name, value, options } of cookies)
          await /** @type {Required<CookieStore>} */ (store).set(name, value, options);
        return true;
      } catch {
        return false;
      }
    },
    changes: () => [],
  };
}

/**
 * The forms of a cookie in which it is looked for, the one first in which a new one is written.
 *
 * @param {Options["cookie"]} cookie
 * @param {("plain" | "secure")[]} order
 * @param {boolean} asksProof
 * @returns {Pick<Visitor, "forms" | "proof" | "asksProof">}
 */
const access = (cookie, order, asksProof) => ({
  asksProof,
  proof: order.includes("plain") ? cookieForms(cookie, PROOF).secure : undefined,
  forms(suffix) {
    const forms = cookieForms(cookie, suffix);
    // Only the session has a proof.
    const kinds = suffix && asksProof ? /** @type {const} */ (["secure"]) : order;
    const [first, second] = kinds.map((kind) => forms[kind]);
    return second && second.name !== first.name ? [first, second] : [first];
  },
});

/** What is added to the name of the session's cookie. */
const PROOF = "-local";

export const setCookie = (/** @type {Cookie} */ { name, value, options }) =>
  serialise(name, value, options);
