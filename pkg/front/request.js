import { checkOneOf, invalidOption } from "./error.js";
import { FORM_TYPE, formText } from "./form.js";
import { refuseCredentials } from "./options.js";
import { quiet } from "./storage.js";

/** Methods that hosts block, and that WordPress also takes as `_method` of a POST. */
const OVERRIDABLE = ["PUT", "PATCH", "DELETE"];

/**
 * What an app gave to `fetch()`, checked, and a way to send it as often as needed.
 *
 * @param {string | URL | Request} input
 * @param {import("../index.d.ts").WpRequestInit} [init]
 * @param {{ headerName?: string, timeout?: number, fetch?: typeof fetch }} options
 */
export function prepare(input, init, options) {
  const {
    auth = "auto",
    json,
    query,
    timeout,
    envelope: wrapped,
    methodOverride,
    ...rest
  } = init ?? {};
  const { headerName } = options;
  // By its shape, since it may come from another realm.
  const request = typeof input?.url === "string" ? input : undefined;
  const method = String(rest.method ?? request?.method ?? "GET");
  const verb = method.toUpperCase();
  const safe = verb === "GET" || verb === "HEAD";

  checkOneOf("auth", auth, ["auto", "required", "omit"]);
  if ((rest.mode ?? request?.mode) === "no-cors") {
    throw invalidOption('`mode: "no-cors"` hides every answer.');
  }
  if (timeout !== undefined && !(timeout >= 0)) {
    throw invalidOption("`timeout` must be a number of milliseconds, 0 or more.");
  }
  const headers = headersOf(rest.headers ?? request?.headers);
  if (json !== undefined) {
    if (rest.body != null) throw invalidOption("Give `json` or `body`, not both.");
    if (safe) throw invalidOption(`\`json\` needs a method with a body, not ${verb}.`);
    rest.body = textOf(json);
    if (!headers.has("Content-Type")) headers.set("Content-Type", "application/json");
  }
  const form = formText(rest.body);
  if (form !== undefined) {
    rest.body = form;
    if (!headers.has("Content-Type")) headers.set("Content-Type", FORM_TYPE);
  }
  const { body } = rest;
  const stream = isStream(body);
  if (stream) rest.duplex ??= "half";
  // PHP notices and pages become JSON with it; browsers need no preflight for it.
  if (!headers.has("Accept")) headers.set("Accept", "application/json");
  const own = headers.has(headerName) || headers.has("Authorization");

  const extra = [];
  if (methodOverride && OVERRIDABLE.includes(verb)) {
    extra.push(["_method", verb]);
    rest.method = "POST";
  }
  // A backend is on the own origin, where CORS hides no header.
  if (wrapped && !options.via) extra.push(["_envelope", "1"]);
  const address = request ? request.url : String(input);
  if (!address.startsWith("/")) refuseCredentials(quiet(() => new URL(address)));
  const signal = rest.signal ?? request?.signal ?? undefined;

  return {
    init: rest,
    headers,
    method: rest.method ?? method,
    /** Whether the answer comes inside of another one. */
    wrapped,
    target: withQuery(address, [...pairs(query), ...extra]),
    auth: own ? "omit" : auth,
    own,
    form,
    size: options.size,
    safe,
    replayable: !stream,
    signal,
    timeout: timeout ?? (stream || isUpload(body) ? 0 : options.timeout),

    /**
     * Sends it. With a token, or the app's own, it follows no redirect, and no cache may store it:
     * the engine's `uncached` knows every runtime, this one pages.
     */
    async send(url, header, ended, carrier, uncached = uncachedInPage) {
      const carried = new Headers(headers);
      if (header !== undefined) carried.set(carrier.header ?? headerName, header);
      const given = {
        ...rest,
        headers: carried,
        credentials:
          carrier?.credentials ??
          rest.credentials ??
          (header && carrier.cookies ? "include" : "omit"),
        signal: ended,
      };
      const secret = own || header !== undefined;
      if (secret) given.redirect = "manual";
      let source = url;
      if (request) {
        // A copy each time, since sending uses the body up.
        const copy = request.clone();
        source = url === copy.url ? copy : new Request(url, copy);
      }
      const personal = secret || carried.has("Cookie") || given.credentials !== "omit";
      return personal
        ? uncached(options.fetch, source, given)
        : (options.fetch ?? globalThis.fetch)(source, given);
    },
  };
}

const uncachedInPage = (own, input, init) =>
  (own ?? globalThis.fetch)(input, { ...init, cache: "no-store" });

function headersOf(given) {
  try {
    return new Headers(given);
  } catch (cause) {
    throw invalidOption("`headers` holds a name or value that is not allowed.", cause);
  }
}

function textOf(json) {
  try {
    const text = JSON.stringify(json);
    if (text !== undefined) return text;
  } catch (cause) {
    throw invalidOption("`json` cannot be written as JSON.", cause);
  }
  throw invalidOption("`json` cannot be written as JSON.");
}

/** A body that can be read once. */
const isStream = (body) =>
  body != null &&
  typeof body === "object" &&
  (typeof body.getReader === "function" || typeof body[Symbol.asyncIterator] === "function");

const isUpload = (body) =>
  (typeof Blob !== "undefined" && body instanceof Blob) ||
  (typeof FormData !== "undefined" && body instanceof FormData);

/** WordPress's way: arrays as `key[]`, what is null or undefined left out. */
function pairs(query) {
  // A string, an array, URLSearchParams: none of them would get there.
  if (query?.[Symbol.iterator]) throw invalidOption("`query` must be a plain object.");
  return Object.entries(query ?? {}).flatMap(([key, value]) => {
    if (value == null) return [];
    const values = Array.isArray(value) ? value : [value];
    if (values.some((one) => one == null || typeof one === "object" || typeof one === "function")) {
      throw invalidOption(
        `\`query.${key}\` must be a string, number, boolean or an array of them.`,
      );
    }
    return values.map((one) => [Array.isArray(value) ? `${key}[]` : key, String(one)]);
  });
}

function withQuery(address, pairs) {
  if (!pairs.length) return address;
  const [before, ...fragment] = address.split("#");
  const mark = before.includes("?") ? "&" : "?";
  return [`${before}${mark}${new URLSearchParams(pairs)}`, ...fragment].join("#");
}
