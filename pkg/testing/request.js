// Reads a call of `fetch` as PHP and WordPress read a request.

/** @import { Fields, SentFile, WpRequest } from "./types.d.ts" */

/**
 * The route of a REST address below a site; undefined for any other address.
 *
 * @param {URL} url
 * @param {string} path
 */
function routeOf(url, path) {
  const asked = url.searchParams.get("rest_route");
  const file = url.pathname.slice(path.length);
  if (asked !== null && ["", "/", "/index.php"].includes(file)) return clean(asked);
  const pretty = /^(?:\/index\.php)?\/wp-json(\/.*)?$/.exec(file);
  return pretty ? clean(decoded(pretty[1] ?? "/")) : undefined;
}

/**
 * PHP leaves malformed escapes as they are.
 *
 * @param {string} text
 */
export function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const clean = (/** @type {string} */ route) => `/${route.replace(/^\/+|\/+$/g, "")}`;

/**
 * PHP's way: `a[]=1&a[]=2` and `a[0]=1&a[1]=2` are a list, `a[b][c]=1` is an object in an object; of
 * equal names the last one counts.
 *
 * @typedef {Map<string, unknown>} PhpArray values, and arrays in it
 * @param {Iterable<[string, unknown]>} pairs
 * @returns {Fields}
 */
export function phpFields(pairs) {
  /** @type {PhpArray} */
  const fields = new Map();
  for (const [name, value] of pairs) {
    const [, first, inner] = /^([^[]+)((?:\[[^\]]*\])*)/.exec(name) ?? [];
    if (first === undefined) continue;
    const keys = [first, ...Array.from(inner.matchAll(/\[([^\]]*)\]/g), ([, key]) => key)];
    let at = fields;
    while (keys.length > 1) at = arrayIn(at, /** @type {string} */ (keys.shift()));
    at.set(keyIn(at, keys[0]), value);
  }
  return Object.fromEntries(Array.from(fields, ([key, value]) => [key, plain(value)]));
}

/**
 * The array of that name, in the place of a text.
 *
 * @param {PhpArray} array
 * @param {string} name
 * @returns {PhpArray}
 */
function arrayIn(array, name) {
  const key = keyIn(array, name);
  if (!(array.get(key) instanceof Map)) array.set(key, new Map());
  return /** @type {PhpArray} */ (array.get(key));
}

/**
 * An empty name is the next number.
 *
 * @param {PhpArray} array
 * @param {string} name
 */
const keyIn = (array, name) => name || String(Math.max(-1, ...numbersIn(array)) + 1);

const numbersIn = (/** @type {PhpArray} */ array) =>
  [...array.keys()].filter((key) => /^\d+$/.test(key)).map(Number);

/** @param {unknown} value @returns {unknown} */
function plain(value) {
  if (!(value instanceof Map)) return value;
  const entries = Array.from(
    /** @type {PhpArray} */ (value),
    ([key, each]) => /** @type {[string, unknown]} */ ([key, plain(each)]),
  );
  const isList = entries.every(([key], index) => key === String(index));
  return isList ? entries.map(([, each]) => each) : Object.fromEntries(entries);
}

/**
 * @param {Request} request
 * @param {string} path the site's folder, without a slash at its end
 * @param {string | null} cookie
 * @param {FormData} [form] the body, where the `Request` cannot hold it
 * @returns {Promise<WpRequest>}
 */
export async function readRequest(request, path, cookie, form) {
  const url = new URL(request.url);
  const { headers } = request;
  const type = headers.get("Content-Type") ?? "";
  const body = await bodyOf(request, type, form);
  const query = phpFields(url.searchParams);
  const override = query._method ?? body.fields._method ?? headers.get("X-HTTP-Method-Override");
  const method = request.method === "POST" && override ? override.toUpperCase() : request.method;
  const { rest_route: _, ...asked } = query;
  return {
    method,
    sentMethod: request.method,
    url,
    route: routeOf(url, path),
    query: asked,
    ...body,
    params: { ...asked, ...body.fields, ...body.json },
    headers,
    cookies: cookiesOf(cookie),
    authorization: headers.get("Authorization") ?? "",
    origin: headers.get("Origin"),
    preflight: request.method === "OPTIONS" && headers.has("Access-Control-Request-Method"),
    user: null,
  };
}

/**
 * Fields of a form, JSON or its error, uploaded files, and the body as it came.
 *
 * @typedef {Pick<WpRequest, "fields" | "json" | "jsonError" | "files" | "text" | "bytes">} Body
 * @param {Request} request
 * @param {string} type
 * @param {FormData | undefined} given
 */
async function bodyOf(request, type, given) {
  /** @type {Body} */
  const read = {
    fields: {},
    json: undefined,
    jsonError: undefined,
    files: {},
    text: "",
    bytes: new Uint8Array(),
  };
  if (request.method === "GET" || request.method === "HEAD") return read;
  if (given || type.startsWith("multipart/form-data")) {
    /** @type {[string, any][]} texts, and files of any realm */
    const form = [...(given ?? (await request.formData()))];
    const isFile = (/** @type {[string, unknown]} */ [, value]) => typeof value !== "string";
    read.fields = phpFields(form.filter((pair) => !isFile(pair)));
    read.files = Object.fromEntries(await Promise.all(form.filter(isFile).map(fileOf)));
    return read;
  }
  read.bytes = new Uint8Array(await request.arrayBuffer());
  read.text = new TextDecoder().decode(read.bytes);
  if (/^application\/([\w.-]+\+)?json\b/i.test(type)) {
    if (!read.text) return read;
    try {
      const json = JSON.parse(read.text);
      read.json = json !== null && typeof json === "object" ? json : undefined;
    } catch {
      read.jsonError = true;
    }
  } else if (type.startsWith("application/x-www-form-urlencoded")) {
    read.fields = phpFields(new URLSearchParams(read.text));
  }
  return read;
}

/** @type {(field: [string, File]) => Promise<[string, SentFile]>} */
const fileOf = async ([name, file]) => [
  name,
  { name: file.name, type: file.type, bytes: new Uint8Array(await bytesOf(file)) },
];

/**
 * jsdom's files have no `arrayBuffer()`.
 *
 * @param {File} file
 * @returns {Promise<ArrayBuffer>}
 */
const bytesOf = (file) =>
  file.arrayBuffer?.() ??
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(/** @type {ArrayBuffer} */ (reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsArrayBuffer(file);
  });

const cookiesOf = (/** @type {string | null} */ header) =>
  Object.fromEntries(
    (header ?? "")
      .split(/; */)
      .filter(Boolean)
      .map((pair) => {
        const [name, ...value] = pair.split("=");
        return [name, decoded(value.join("="))];
      }),
  );
