import { FORM_TYPE } from "../front/form.js";
import { canSend, NO_FETCH, refusalsOf, TIMEOUT, UNREACHABLE } from "../front/send.js";
import { abortable } from "../front/signal.js";
import { quiet, webStorage } from "../front/storage.js";
import { invalidOption } from "./error.js";
import { fetchUncached } from "./uncached.js";

/**
 * @import { Carrier, Options, Outcome } from "../front/types.d.ts"
 * @import { Begun, Read, ServerRequest, State } from "./state.d.ts"
 * @typedef {{ header?: string | undefined, signal?: AbortSignal | undefined, timeout?: number, hops?: number, begun?: Begun | false | undefined }} How
 *   `begun` for what carries something of the session: after a logout it is not sent any more
 * @typedef {Record<string, any>} Values of credentials and records: JSON
 * @typedef {Record<string, any> & { status: number }} Meta what is known of a response next to its body
 */

export { TIMEOUT, UNREACHABLE };
export const OFFLINE = 1;
export const MIXED_CONTENT = 3;
export const REDIRECTED = 4;
/** There is one, which the page may not read. */
export const UNREAD = 5;

/** The most characters of a response that are read. No auth server sends a longer one. */
export const MAX_BODY = 1 << 20;

/**
 * As transmit(), unless it is known that there can be no response.
 *
 * @param {Pick<State, "engine" | "options" | "transmit">} s
 * @param {number} timeout
 * @param {(signal?: AbortSignal) => Promise<Response>} start
 * @param {AbortSignal | null} [theirs] ends it as well, and the reading of the response
 * @param {(response: Response) => unknown} [isRead]
 * @returns {Promise<Outcome>}
 */
export async function send({ engine, options, transmit }, timeout, start, theirs, isRead) {
  if (!canSend(options)) throw invalidOption(NO_FETCH);
  if (mixed({ engine, options })) return { status: MIXED_CONTENT };
  const given = (/** @type {AbortSignal} */ signal) => abortable(start, signal);
  return nameOffline(await transmit(timeout, given, theirs, isRead));
}

/**
 * What became of a request, told apart as far as the browser can.
 *
 * @template {Outcome} T
 * @param {T} outcome
 * @returns {T}
 */
export const nameOffline = (outcome) =>
  outcome.status === UNREACHABLE && offline() ? { ...outcome, status: OFFLINE } : outcome;

/**
 * Whether the browser says that there is no connection. It can be wrong (a VPN, a virtual machine, a
 * site on this machine), so it only explains why a request has failed: nothing is kept back for it.
 */
const offline = () => globalThis.navigator?.onLine === false;

/** Whether it is worth a look whether the REST API has answered at all. */
export const mayBePage = (/** @type {Response} */ response) => {
  const type = headerOf(response, "Content-Type") ?? "";
  return /html/i.test(type) || (response.status >= 400 && /^(text|$)/i.test(type));
};

/**
 * Whether presskey reads a response to a call, whatever the app wants.
 *
 * @param {Response} response
 * @param {string | undefined} header the token's
 * @param {Pick<Carrier, "refusedWith">} carrier
 */
export const isJudged = (response, header, carrier) =>
  mayBePage(response) || Boolean(header && refusalsOf(carrier).includes(response.status));

/** Whether browsers keep this page, being secure, from a site without TLS. */
export const mixed = (/** @type {Pick<State, "engine" | "options">} */ { engine, options }) =>
  options.id.startsWith("http:") &&
  globalThis.location?.protocol === "https:" &&
  engine.isMixedContent() !== undefined;

/**
 * One of the server's own requests, with `$names` in its body filled in; `$?names` may be missing.
 * Members that a form does not name are sent unchanged.
 *
 * @param {State} s
 * @param {string} operation
 * @param {Values} [values]
 * @param {number} [pending]
 * @param {Values} [own] what a login fills in of its own
 * @returns {ServerRequest}
 */
export function requestOf(s, operation, values = {}, pending = -1, own = {}) {
  /** @type {Values} */
  const extra = operation === "login" ? { ...values } : {};
  // Named otherwise where it is an e-mail address.
  delete extra.username;
  const all = { ...values, ...own };
  const request = filled(s, s.engine.request(pending, operation), all, extra);
  if (request.body && (request.form || !request.json)) request.body = { ...request.body, ...extra };
  return request;
}

/**
 * What JSON says, with its `$names` filled in.
 *
 * @param {State} s
 * @param {string} json
 * @param {Values} values
 * @param {Values} [extra] loses what is named
 */
export const filled = (s, json, values, extra = {}) =>
  JSON.parse(json, (_, text) => {
    const [, optional, name] = /^\$(\??)(\w+)$/.exec(text) ?? [];
    if (!name) return text;
    delete extra[name];
    const value = filling(s, name, values) || undefined;
    if (value || optional) return value;
    throw invalidOption(`This server needs \`${name}\`.`);
  });

/** Characters of a form's field with those that it is in. */
const LONGEST_NAME = 400;

/**
 * The fields of a form, lists and objects as PHP reads them: `roles[0]`, `address[city]`. Throws at deep
 * ones, of which each repeats the names of all above it: PHP reads 64 levels (`max_input_nesting_level`).
 *
 * @param {Values} values
 * @param {(key: string) => string} [nameOf]
 * @returns {[name: string, value: string][]}
 */
export const formFields = (values, nameOf = (key) => key) =>
  Object.entries(values).flatMap(([key, value]) => {
    const name = nameOf(key);
    if (name.length > LONGEST_NAME) throw new RangeError();
    if (Object(value) === value) return formFields(value, (inner) => `${name}[${inner}]`);
    return value === null ? [] : [[name, String(value)]];
  });

/** @param {State} s @param {string} name @param {Values} values */
function filling(s, name, values) {
  if (name === "device") return deviceOf(s) + (values.deviceSuffix ?? "");
  const { username } = values;
  // Servers that accept both need to know which one it is.
  if (name === "login") return username?.includes("@") ? undefined : username;
  if (name === "email") return username?.includes("@") ? username : undefined;
  return values[name];
}

/**
 * What tells this browser from the user's others, where a server keeps one session for each.
 *
 * @param {State} s
 */
function deviceOf(s) {
  const key = `${s.key}:device`;
  const { place, isBackend } = s.options;
  // An adapter or a vault takes its time: in a worker or on a server the name lasts as long as the client.
  const own = /** @type {State["store"]} */ (s.store.strict && !isBackend ? undefined : s.store);
  const store = place === "page" ? webStorage("localStorage") : own;
  const kept = quiet(() => store.get(key));
  if (kept) return kept;
  s.device ??= Math.random().toString(36).slice(2);
  quiet(() => store.set(key, /** @type {string} */ (s.device)));
  return s.device;
}

/**
 * A token that is not sent itself: it signs each request (OAuth 1.0a).
 *
 * @param {State} s
 * @param {string} token
 * @param {{ method: string, url: string, form?: Iterable<[string, string]> }} request
 */
export const signed = async (s, token, request) =>
  (await s.part("authorize")).signed(token, request);

/**
 * A request of the session's own, and its response read to the end. With anything of the user's in it
 * it follows no redirect, which could carry that away. On a backend none leads off the site's origin.
 *
 * @param {State} s
 * @param {ServerRequest} request
 * @param {How} [how]
 * @returns {Promise<Read>}
 */
export async function exchange(
  s,
  request,
  { header, signal, timeout = s.options.timeout, hops = 5, begun } = {},
) {
  const { url, method, body, json, auth, cookies, text, look } = request;
  const headers = new Headers({ Accept: "application/json" });
  if (auth) {
    const value = request.sign
      ? await signed(s, /** @type {string} */ (header), { method, url })
      : header;
    headers.set(request.header ?? s.options.headerName, /** @type {string} */ (value));
  }
  if (body) headers.set("Content-Type", json ? "application/json" : FORM_TYPE);
  const own = (cookies ? s.options.cookies?.fetch : undefined) ?? s.options.fetch;
  const isSecret = method !== "GET" || auth || cookies || look;
  const manual = isSecret || s.options.isBackend;
  const start = async (/** @type {AbortSignal | undefined} */ signal) =>
    unwatched(
      await fetchUncached(own, url, {
        method,
        body: body
          ? json
            ? JSON.stringify(body)
            : String(new URLSearchParams(formFields(body)))
          : undefined,
        headers,
        credentials: cookies ? "include" : "omit",
        redirect: manual ? "manual" : "follow",
        signal,
      }),
    );
  const isMoved = (/** @type {Response} */ response) => manual && isRedirect(response, url);
  // Nothing may be awaited between this and the request.
  if (begun && s.isOver(s, begun)) return answerOf({ url, status: TIMEOUT });
  const sent = await send(s, timeout, start, signal, (response) => !isMoved(response));
  const { response, status, cause } = sent;
  const failed = (/** @type {number} */ status) => {
    const type = headers.get("Content-Type");
    const location = response && locationOf(s, response);
    const request = { method, url, names: [...headers.keys()], type, login: !auth, location };
    return answerOf({ status, url, request: about(status, cause, request) });
  };
  if (!response) {
    const unread = request.mute && status === UNREACHABLE && (await answers(s, signal));
    return failed(unread ? UNREAD : /** @type {number} */ (status));
  }
  if (isMoved(response)) {
    const location = !isSecret && headerOf(response, "Location");
    const there = location && quiet(() => new URL(location, url));
    if (!there) return failed(REDIRECTED);
    // A site must not lead a backend into its own network: only the site itself is asked once more.
    return there.origin === new URL(url).origin && hops
      ? exchange(s, { ...request, url: there.href }, { signal, timeout, hops: hops - 1 })
      : answerOf({ status: response.status, url: there.href });
  }
  const answer = await read(response, url, MAX_BODY, sent.text);
  return text ? (await s.part("credentials")).nonceIn(s, answer, { signal, begun }) : answer;
}

/**
 * Of a request to which nobody knows why there is no response, what helps to find out.
 *
 * @param {number} status
 * @param {any} cause of any kind
 * @param {object} request
 */
export const about = (status, cause, request) =>
  [UNREACHABLE, REDIRECTED].includes(status)
    ? { ...request, network: cause?.cause?.code }
    : undefined;

/** Whether the site responds at all. */
const answers = async (/** @type {State} */ s, /** @type {AbortSignal | undefined} */ signal) => {
  const url = s.engine.url(0, "/?_fields=name");
  return (await exchange(s, { method: "GET", url }, { signal })).status >= 100;
};

/**
 * SvelteKit's `fetch` of a universal `load` replaces the `get` of the headers, and writes what is read
 * of the response into the page: a token as well. What is read of a copy it does not see.
 */
const unwatched = (/** @type {Response} */ response) =>
  Object.hasOwn(response.headers, "get") ? response.clone() : response;

/**
 * A response, read to its end; of one that is longer than `most` characters, nothing.
 *
 * @param {Response} response
 * @param {string | undefined} url
 * @param {number} [most]
 * @param {string | Promise<string>} [text] if it was read
 */
export async function read(response, url, most = MAX_BODY, text = response.text()) {
  let body;
  try {
    // `text()` removes one mark; of two PHP files that begin with it there are two.
    body = (await text).replace(/^\uFEFF+/, "");
  } catch {
    return answerOf({ status: UNREACHABLE, url });
  }
  const meta = {
    status: response.status,
    retryAfter: pause(headerOf(response, "Retry-After")),
    link: headerOf(response, "Link") ?? null,
    // Empty where an app's own `fetch` made the response.
    url: response.url || url,
  };
  return answerOf(meta, body.length > most ? "" : body);
}

/**
 * SvelteKit throws for a header that the app has not released.
 *
 * @param {Response} response
 * @param {string} name
 */
export const headerOf = ({ headers }, name) => quiet(() => headers.get(name));

/**
 * Where a redirect leads, for a hint: without secrets, as long as they are known and nothing has changed
 * the address.
 *
 * @param {State} s
 * @param {Response} response
 */
export const locationOf = (s, response) => s.engine.redact(0, headerOf(response, "Location") ?? "");

/**
 * As the engine takes it: what is known next to the body, as JSON, and the body.
 *
 * @param {Meta} meta
 * @param {string} [body]
 * @returns {Read}
 */
export const answerOf = (meta, body = "") => ({
  status: meta.status,
  body,
  meta: (more) => JSON.stringify({ ...meta, ...more }),
});

/**
 * A response to `redirect: "manual"`: opaque in browsers, plain on servers. React Native still
 * follows it, so the response comes from elsewhere.
 *
 * @param {Response} response
 * @param {string} asked the address
 */
export const isRedirect = ({ type, status, url }, asked) =>
  type === "opaqueredirect" ||
  [301, 302, 303, 307, 308].includes(status) ||
  (typeof Request === "function" &&
    !("redirect" in Request.prototype) &&
    Boolean(url) &&
    pathOf(url) !== pathOf(asked));

const pathOf = (/** @type {string} */ url) => url.split(/[?#]/, 1)[0];

/**
 * `Retry-After` in milliseconds: seconds, or a date (RFC 9110 section 10.2.3).
 *
 * @param {string | undefined} value
 */
function pause(value) {
  if (!value) return Number.NaN;
  const seconds = Number(value);
  return Math.max(0, Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1000);
}
