// The test site as a `fetch`.
import { isReadable, pageOrigin, passes, preflightOf } from "./cors.js";

/** @import { Answer, From, Host } from "./types.d.ts" */

/** As browsers word a network error. */
const failedToFetch = () => new TypeError("Failed to fetch");
/**
 * As `signal.throwIfAborted()`, which jsdom 20 (Jest 29) lacks.
 *
 * @param {AbortSignal | null | undefined} signal
 */
function stopIfAborted(signal) {
  if (signal?.aborted) throw signal.reason;
}

/** @type {(ms: number, signal: AbortSignal | null | undefined) => Promise<void>} */
const wait = (ms, signal) =>
  new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(/** @type {AbortSignal} */ (signal).reason);
    };
    const timer = Number.isFinite(ms) ? setTimeout(done, ms) : undefined;
    function done() {
      signal?.removeEventListener("abort", abort);
      resolve();
    }
    signal?.addEventListener("abort", abort, { once: true });
  });

/** @param {Host} host */
export function makeFetch(host) {
  /** @type {Map<string, string>} */
  const jar = new Map();

  /**
   * @param {string | URL | Request} input
   * @param {RequestInit} [init]
   * @returns {Promise<Response>}
   */
  async function send(input, init = {}) {
    const signal = init.signal ?? /** @type {Request} */ (input)?.signal;
    stopIfAborted(signal);
    const { request, url, form } = requestOf(input, init);
    const { site } = host;
    if (url.origin !== new URL(site.url).origin) throw failedToFetch();
    const { credentials, mode, redirect } = request;
    const page = pageOrigin();
    const own = page === url.origin;
    const origin = own ? null : page;
    const cookies = credentials === "include" || (credentials === "same-origin" && own);
    const from = { origin, mode, form, cookie: cookies ? cookieOf(jar) : null };

    const ms = host.delay();
    if (ms > 0) await wait(ms, signal);
    if (origin && mode !== "no-cors") await ask(request, origin);
    const answer = await host.handle(request, from);
    if (answer.hangs) await wait(Number.POSITIVE_INFINITY, signal);
    stopIfAborted(signal);
    if (answer.rejects) throw failedToFetch();
    if (cookies) keep(jar, answer.headers?.["Set-Cookie"], host.site.now());
    if (mode === "no-cors" && origin) return responseOf({ status: 200, body: "", headers: {} }, "");
    if (answer.hides && mode !== "no-cors") throw failedToFetch();
    if (origin && !answer.response && !isReadable(answer, request, origin)) throw failedToFetch();
    if (isRedirect(answer)) return redirected(answer, url, redirect, init);
    return responseOf(answer, url.href);
  }

  /** @param {Request} request @param {string} origin */
  async function ask(request, origin) {
    const preflight = preflightOf(request, origin);
    if (!preflight) return;
    const asks = new Request(request.url, { method: "OPTIONS" });
    const answer = await host.handle(asks, { origin, preflight });
    if (answer.rejects || answer.hides || !passes(answer, preflight, request, origin))
      throw failedToFetch();
  }

  /**
   * @param {Answer} answer
   * @param {URL} url
   * @param {RequestRedirect} redirect
   * @param {RequestInit} init
   */
  function redirected(answer, url, redirect, init) {
    if (redirect === "manual") return responseOf(answer, url.href);
    if (redirect === "error") throw failedToFetch();
    const { body: _, ...rest } = init;
    return send(new URL(answer.headers?.Location, url).href, { ...rest, method: "GET" });
  }

  return Object.assign(send, { forget: () => jar.clear() });
}

const isRedirect = (/** @type {Answer} */ { status = 200, headers }) =>
  status >= 301 && status <= 308 && headers?.Location;

/**
 * What was given, as a `Request`. What jsdom has in place of Node's own classes stays outside: its
 * signals are refused, its forms become "[object FormData]".
 *
 * @param {string | URL | Request} input
 * @param {RequestInit & { duplex?: string }} init
 */
function requestOf(input, init) {
  const { signal: _, body, ...rest } = init;
  const given = typeof input === "string" || input instanceof URL ? String(input) : input;
  const kind = Object.prototype.toString.call(body);
  const form = /** @type {FormData | undefined} */ (
    kind === "[object FormData]" ? body : undefined
  );
  const headers = new Headers(rest.headers ?? /** @type {Request} */ (given).headers);
  if (kind === "[object URLSearchParams]") {
    /** @type {RequestInit} */ (rest).body = String(body);
    if (!headers.has("Content-Type")) {
      headers.set("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8");
    }
  } else if (!form) /** @type {RequestInit} */ (rest).body = body ?? undefined;
  const like = /** @type {Partial<ReadableStream>} */ (body);
  const stream = body && (typeof like.getReader === "function" || like[Symbol.asyncIterator]);
  if (stream && !form) rest.duplex = "half";
  const request = new Request(given, { ...rest, headers });
  return { request, url: new URL(request.url), form };
}

/** @param {Answer} answer @param {string} url */
export function responseOf(answer, url) {
  if (answer.response) return answer.response;
  const { status = 200, headers = {} } = answer;
  const empty = [204, 205, 304].includes(status);
  const response = new Response(empty ? null : contentOf(answer), {
    status,
    headers: headersOf(headers),
  });
  Object.defineProperty(response, "url", { value: url });
  return response;
}

/**
 * A response's text or bytes.
 *
 * @param {Answer} answer
 * @returns {string | Uint8Array<ArrayBuffer>}
 */
export function contentOf({ html, body, before = "" }) {
  if (html !== undefined) return html;
  if (body instanceof Uint8Array || typeof body === "string") return /** @type {string} */ (body);
  return body === null || body === undefined ? "" : before + JSON.stringify(body);
}

/** @param {Record<string, unknown>} headers @returns {[string, string][]} */
const headersOf = (headers) =>
  Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((one) => /** @type {[string, string]} */ ([name, String(one)])),
  );

const cookieOf = (/** @type {Map<string, string>} */ jar) =>
  [...jar].map(([name, value]) => `${name}=${value}`).join("; ");

/** @param {Map<string, string>} jar @param {string | string[] | undefined} cookies @param {number} now */
function keep(jar, cookies, now) {
  for (const cookie of [cookies ?? []].flat()) {
    const [, name, value, rest] = /^([^=]+)=([^;]*)(.*)$/.exec(cookie) ?? [];
    const [, expires] = /expires=([^;]+)/i.exec(rest ?? "") ?? [];
    if (expires && Date.parse(expires) <= now) jar.delete(name);
    else if (name) jar.set(name, value);
  }
}
