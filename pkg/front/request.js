import { check, checkNumber, checkOneOf, invalidOption } from "./error.js";
import { FORM_TYPE, formText, isA } from "./form.js";
import { urlOf } from "./options.js";

/**
 * @import { WpRequestInit } from "../index.d.ts"
 * @import { Ask, Carrier, Options } from "./types.d.ts"
 */

/** Methods that hosts block, and that WordPress also takes as `_method` of a POST. */
const OVERRIDABLE = /^(PUT|PATCH|DELETE)$/;

/**
 * What an app gave to `fetch()`, checked, and a way to send it as often as needed.
 *
 * @param {string | URL | Request} input
 * @param {WpRequestInit | undefined} init
 * @param {Pick<Options, "headerName" | "timeout" | "fetch" | "via"> & Parameters<Ask>[2]} options
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
  } = /** @type {WpRequestInit & { duplex?: string }} */ (init ?? {});
  const { headerName } = options;
  // By its shape, since it may come from another realm.
  const request = /** @type {Request | undefined} */ (
    typeof (/** @type {Request} */ (input)?.url) === "string" ? input : undefined
  );
  /**
   * @template {keyof Request & keyof RequestInit} Name
   * @param {Name} name
   * @returns {RequestInit[Name]}
   */
  const given = (name) => rest[name] ?? request?.[name] ?? undefined;
  const method = String(given("method") ?? "GET");
  const verb = method.toUpperCase();
  const safe = /^(GET|HEAD)$/.test(verb);

  checkOneOf("auth", auth, ["auto", "required", "omit"]);
  if (given("mode") === "no-cors") {
    throw invalidOption('`mode: "no-cors"` hides every response.');
  }
  checkNumber("timeout", timeout ?? 0);
  const headers = wellFormed("headers", () => new Headers(given("headers")));
  /** @param {string} name @param {string} value */
  const byDefault = (name, value) => headers.has(name) || headers.set(name, value);
  if (json !== undefined) {
    if (rest.body != null) throw invalidOption("Set `json` or `body`, not both.");
    if (safe) throw invalidOption(`\`json\` needs a method with a body, not ${verb}.`);
    // Nothing becomes of a function: that throws here, too.
    rest.body = wellFormed("json", () => JSON.stringify(json).toString());
    byDefault("Content-Type", "application/json");
  }
  const form = formText(rest.body);
  if (form !== undefined) {
    rest.body = form;
    byDefault("Content-Type", FORM_TYPE);
  }
  const { body } = rest;
  const stream = isStream(body);
  if (stream) rest.duplex ??= "half";
  // PHP notices and pages become JSON with it; browsers need no preflight for it.
  byDefault("Accept", "application/json");
  const own = headers.has(headerName) || headers.has("Authorization");

  /** @type {[string, string][]} */
  const extra = [];
  if (methodOverride && OVERRIDABLE.test(verb)) {
    extra.push(["_method", verb]);
    rest.method = "POST";
  }
  // A backend is on the own origin, where CORS hides no header.
  if (wrapped && !options.via) extra.push(["_envelope", "1"]);
  const address = request?.url ?? String(input);
  urlOf(address);

  return {
    init: rest,
    headers,
    method: rest.method ?? method,
    /** Whether the response comes inside of another one. */
    wrapped,
    target: withQuery(address, [...pairs(query), ...extra]),
    auth: own ? "omit" : auth,
    own,
    form,
    size: options.size,
    whose: options.whose,
    safe,
    replayable: !stream,
    signal: given("signal"),
    timeout: timeout ?? (stream || isUpload(body) ? 0 : options.timeout),

    /**
     * Sends it. With a token, or the app's own, it follows no redirect, and no cache may store it:
     * the engine's `uncached` knows every runtime; without it, we are in a page.
     *
     * @param {string} url
     * @param {string | undefined} header the token's
     * @param {AbortSignal | undefined} ended
     * @param {Carrier} [carrier]
     * @param {typeof import("../engine/uncached.js").fetchUncached} [uncached]
     */
    async send(url, header, ended, carrier, uncached) {
      const carried = new Headers(headers);
      if (header !== undefined)
        carried.set(/** @type {Carrier} */ (carrier).header ?? headerName, header);
      /** @type {RequestInit} */
      const sent = {
        .../** @type {RequestInit} */ (rest),
        headers: carried,
        credentials:
          carrier?.credentials ??
          rest.credentials ??
          (header && /** @type {Carrier} */ (carrier).cookies ? "include" : "omit"),
        signal: ended,
      };
      const secret = own || header !== undefined;
      if (secret) sent.redirect = "manual";
      /** @type {string | Request} */
      let source = url;
      if (request) {
        // A copy each time, since sending uses the body up.
        const copy = request.clone();
        source = url === copy.url ? copy : new Request(url, copy);
      }
      const personal = secret || carried.has("Cookie") || sent.credentials !== "omit";
      if (personal) {
        if (uncached) return uncached(options.fetch, source, sent);
        sent.cache = "no-store";
      }
      return (options.fetch ?? globalThis.fetch)(source, sent);
    },
  };
}

/**
 * What becomes of an option, if anything can.
 *
 * @template T
 * @param {string} name
 * @param {() => T} make
 */
function wellFormed(name, make) {
  try {
    return make();
  } catch (cause) {
    // What is thrown for a header quotes it.
    throw invalidOption(
      `\`${name}\` contains a value that can't be sent.`,
      name === "json" && cause,
    );
  }
}

/**
 * A body that can be read once.
 *
 * @param {unknown} body
 */
const isStream = (body) =>
  /** @type {Partial<ReadableStream>} */ (body)?.getReader ??
  /** @type {Partial<AsyncIterable<unknown>>} */ (body)?.[Symbol.asyncIterator];

/** @param {unknown} body */
const isUpload = (body) => isA("Blob", body) || isA("FormData", body);

/**
 * WordPress's way: arrays as `key[]`, what is null or undefined left out.
 *
 * @param {WpRequestInit["query"]} query
 * @returns {[string, string][]}
 */
function pairs(query) {
  // A string, an array, URLSearchParams: none of them would get there.
  check(
    !(/** @type {Partial<Iterable<unknown>>} */ (query)?.[Symbol.iterator]),
    "query",
    "a plain object",
  );
  return Object.entries(query ?? {}).flatMap(([key, value]) => {
    if (value == null) return [];
    const values = [value].flat();
    const isPlain = values.every((one) => one != null && Object(one) !== one);
    check(isPlain, `query.${key}`, "a string, number, boolean or an array of them");
    const name = Array.isArray(value) ? `${key}[]` : key;
    return values.map((one) => [name, String(one)]);
  });
}

/** @param {string} address @param {[string, string][]} pairs */
function withQuery(address, pairs) {
  if (!pairs.length) return address;
  const [before] = address.split("#");
  const mark = before.includes("?") ? "&" : "?";
  return before + mark + new URLSearchParams(pairs) + address.slice(before.length);
}
