import { failure, invalidOption } from "../engine/error.js";
import { leave, siteOf } from "./approval.js";

/**
 * @import { State } from "../engine/state.d.ts"
 * @typedef {Record<string, string>} Parameters
 * @typedef {Pair & { consumerKey: string, consumerSecret: string, signatureMethod?: string }} Consumer
 * @typedef {{ token?: string, tokenSecret?: string }} Pair
 */

/** RFC 5849 section 3.6. */
const encode = (/** @type {string} */ text) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** @type {Record<string, string>} */
const HASHES = { "HMAC-SHA256": "SHA-256", "HMAC-SHA1": "SHA-1" };
const USUAL = "HMAC-SHA256";

/**
 * The value of the `Authorization` header for one request (RFC 5849 sections 3.4 and 3.5.1).
 *
 * @param {{
 *   method: string,
 *   url: string,
 *   form?: Iterable<[string, string]>,
 *   credentials: Consumer,
 *   oauth?: Record<string, string>,
 * }} request `form` is its body where that is a form, `oauth` further parameters of the protocol
 */
export async function sign({ method, url, form = [], credentials, oauth }) {
  const { consumerKey, consumerSecret, token, tokenSecret = "" } = credentials;
  /** @type {Parameters} */
  const parameters = {
    oauth_consumer_key: consumerKey,
    oauth_nonce: crypto.getRandomValues(new Uint32Array(4)).join(""),
    oauth_signature_method: credentials.signatureMethod ?? USUAL,
    oauth_timestamp: String(Math.floor(Date.now() / 1000)),
    ...(token && { oauth_token: token }),
    ...oauth,
  };
  const { origin, pathname, searchParams } = new URL(url);
  const pairs = [...numbered([...searchParams, ...form]), ...Object.entries(parameters)]
    .map((pair) => pair.map(encode))
    .sort(([a, x], [b, y]) => order(a, b) || order(x, y))
    .map((pair) => pair.join("="));
  const base = [method.toUpperCase(), origin + pathname, pairs.join("&")].map(encode).join("&");
  const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text);
  const algorithm = { name: "HMAC", hash: HASHES[parameters.oauth_signature_method] };
  const secret = bytes(`${encode(consumerSecret)}&${encode(tokenSecret)}`);
  const key = await crypto.subtle.importKey("raw", secret, algorithm, false, ["sign"]);
  const signature = new Uint8Array(await crypto.subtle.sign("HMAC", key, bytes(base)));
  const all = { ...parameters, oauth_signature: btoa(String.fromCharCode(...signature)) };
  const header = Object.entries(all).map(([name, value]) => `${encode(name)}="${encode(value)}"`);
  return `OAuth ${header.join(", ")}`;
}

/**
 * PHP knows the members of a list by their number, and so does the server's signature.
 *
 * @param {[string, string][]} pairs
 */
function numbered(pairs) {
  /** @type {Record<string, number>} */
  const next = {};
  const number = (/** @type {string} */ name) => {
    next[name] = (next[name] ?? -1) + 1;
    return `[${next[name]}]`;
  };
  return pairs.map(([name, value]) => [name.replace(/\[\]$/, () => number(name)), value]);
}

/** @param {string} a @param {string} b */
const order = (a, b) => Number(a > b) - Number(a < b);

/**
 * A session's token: both pairs of credentials, since every call is signed with both.
 *
 * @param {string} token
 * @param {{ method: string, url: string, form?: Iterable<[string, string]> }} request
 */
export const signed = (token, request) =>
  sign({
    ...request,
    credentials: /** @type {Consumer} */ (Object.fromEntries(new URLSearchParams(token))),
  });

/**
 * Logs in with a token that the app has, or leaves for the page where the user gives it one.
 *
 * @param {State} s
 * @param {Partial<Consumer>} credentials
 */
export async function tokenOf(s, credentials) {
  const { consumerKey, consumerSecret, token, tokenSecret, signatureMethod = USUAL } = credentials;
  if (!consumerKey || !consumerSecret) {
    throw invalidOption("This server needs `consumerKey` and `consumerSecret`.");
  }
  if (!Object.hasOwn(HASHES, signatureMethod)) {
    throw invalidOption(`\`signatureMethod\` must be ${Object.keys(HASHES).join(" or ")}.`);
  }
  const consumer = { consumerKey, consumerSecret, signatureMethod };
  if (token && tokenSecret) return pack({ ...consumer, token, tokenSecret });
  const { request, authorize } = await addressesOf(s);
  const asked = { ...consumer };
  return leave(s, undefined, asked, async (success) => {
    const temporary = await post(s, request.href, consumer, { oauth_callback: success });
    Object.assign(asked, temporary);
    const page = authorize;
    page.searchParams.set("oauth_token", temporary.token);
    return page;
  });
}

/**
 * The site's own addresses of the protocol.
 *
 * @param {State} s
 * @returns {Promise<Record<"request" | "authorize" | "access", URL>>}
 */
async function addressesOf(s) {
  const { own, trusted, index, link } = await siteOf(s);
  const { request, authorize, access } = addresses(index.authentication?.oauth1, link);
  if (!request) {
    throw failure("plugin_missing", "This site has no OAuth 1.0a server.", "answered", {
      hint: 'Install and activate the plugin "WP REST API - OAuth 1.0a Server".',
    });
  }
  return { request: trusted(request), authorize: own(authorize), access: trusted(access) };
}

/**
 * Under plain permalinks the addresses that the plugin names lead nowhere, and its query works.
 *
 * @param {Record<string, string>} [named]
 * @param {string} [link]
 * @returns {Record<string, string>}
 */
function addresses(named = {}, link = "") {
  const plain = link.includes("rest_route=");
  const reachable = (/** @type {string} */ url) =>
    plain ? String(url).replace(/\/oauth1\/(\w+)$/, "/index.php?rest_oauth1=$1") : url;
  return Object.fromEntries(Object.entries(named).map(([name, url]) => [name, reachable(url)]));
}

/**
 * The token for what the approval page sent along (RFC 5849 section 2.3).
 *
 * @param {State} s
 * @param {Consumer & { access: string }} asked
 * @param {Record<string, string | null>} told
 */
export async function grant(s, asked, { oauth_token, oauth_verifier }) {
  if (!oauth_verifier || oauth_token !== asked.token) return undefined;
  const { consumerKey, consumerSecret, signatureMethod } = asked;
  if (!Object.hasOwn(HASHES, String(signatureMethod))) return undefined;
  // The site is asked again: an address in storage may have been changed to anybody's.
  const { access } = await addressesOf(s);
  const pair = await post(s, access.href, asked, { oauth_verifier });
  const token = pack({ consumerKey, consumerSecret, signatureMethod, ...pair });
  return { server: "oauth1", token, keep: true };
}

const pack = (/** @type {Consumer} */ credentials) =>
  String(new URLSearchParams(/** @type {Parameters} */ (credentials)));

/** @param {State} s @param {string} url @param {Consumer} credentials @param {Parameters} oauth */
async function post(s, url, credentials, oauth) {
  const header = await sign({ method: "POST", url, credentials, oauth });
  const answer = await s.exchange(s, { url, method: "POST", auth: true }, { header });
  // Below 100: there is none.
  if (answer.status < 100) {
    s.engine.weigh(0, answer.meta());
  }
  const told = new URLSearchParams(answer.body);
  const [token, tokenSecret] = ["oauth_token", "oauth_token_secret"].map((name) => told.get(name));
  if (answer.status < 300 && token && tokenSecret) return { token, tokenSecret };
  const code = answer.status === 401 ? "invalid_credentials" : "malformed_response";
  throw failure(code, "The site did not let this app ask users for approval.", "answered", {
    status: answer.status,
  });
}
