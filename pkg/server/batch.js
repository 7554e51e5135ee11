import { refusal } from "./answer.js";
import { checkDepth, readBytes } from "./body.js";
import { formReader, NO_LIST } from "./form.js";
import { requestHeaders } from "./headers.js";
import { checkQuery, checkRoute, holdsRequests, methodOf } from "./route.js";

/**
 * @import { Call } from "./types.d.ts"
 * @typedef {(call: Pick<Call, "route" | "method">) => Promise<void>} Check
 */

/** Bytes up to which a body is read first: it can then be sent again when the token is refused. */
const SMALL = 65_536;

/** Longest body that is read to look for calls in it, in bytes. */
const LONGEST = 1 << 23;

/** Longest form that is read to sign its fields, in bytes. */
const LONGEST_SIGNED = 1 << 20;

/** Most calls of one batch. WordPress allows 25 unless a site changes that. */
const MOST = 1000;

/** Longest path and query of a call in a batch, in characters. No web server takes a longer one. */
const LONGEST_PATH = 16_384;

const refuse = (/** @type {string} */ message, status = 400) =>
  refusal("invalid_option", status, message);

/**
 * The body of a call. Whatever the route, WordPress or a plugin may run the calls that a list of
 * `requests` holds (`WP_REST_Server::serve_batch_request_v1()`): `check` is asked about each of them.
 * A small body is read in whole, another one is passed on as it comes.
 *
 * @param {Request} request
 * @param {Call} call
 * @param {Check} check
 * @param {() => boolean} isSigned whether the fields of a form must be signed
 * @returns {Promise<BodyInit | undefined>}
 */
export async function checkedBody(request, { route, search }, check, isSigned) {
  if (holdsRequests(search)) throw refuse(NO_LIST);
  const isBatch = /^\/batch\/v\d+$/i.test(route);
  const type = typeOf(request);
  if (!request.body || request.method === "GET" || request.method === "HEAD") {
    if (isBatch && request.method === "POST") throw refuse(NO_LIST);
    return undefined;
  }
  if (/json/.test(type)) {
    const bytes = await readBytes(request, LONGEST);
    return (await checkedJson(bytes, isBatch, check)) ?? bytes;
  }
  if (isBatch) throw refuse("A batch must be JSON (`Content-Type: application/json`).", 415);
  if (/form-urlencoded/.test(type)) {
    const signed = isSigned();
    const bytes = await readBytes(request, signed ? LONGEST_SIGNED : LONGEST);
    if (holdsRequests(new TextDecoder("latin1").decode(bytes))) throw refuse(NO_LIST);
    // OAuth 1.0a signs the fields of a form (RFC 5849 section 3.4.1.3).
    return signed ? new URLSearchParams(new TextDecoder().decode(bytes)) : bytes;
  }
  const form =
    type === "multipart/form-data" && formReader(request.headers.get("Content-Type") ?? "");
  if (Number(request.headers.get("Content-Length") ?? Number.NaN) <= SMALL) {
    const bytes = await readBytes(request, SMALL);
    if (form) {
      form.read(bytes);
      form.end();
    }
    return bytes;
  }
  return form ? watched(request, form) : request.body;
}

/**
 * The media type of a body. WordPress, PHP and this check must not read different ones.
 *
 * @param {Request} request
 */
function typeOf({ headers }) {
  const type = (headers.get("Content-Type") ?? "").split(";", 1)[0].trim().toLowerCase();
  if (headers.has("Content-Type") && !/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(type))
    throw refuse("The request has no valid `Content-Type`.", 415);
  return type;
}

/**
 * JSON with calls in it, written again, so that WordPress reads what was checked.
 *
 * @param {Uint8Array} bytes
 * @param {boolean} isBatch
 * @param {Check} check
 */
async function checkedJson(bytes, isBatch, check) {
  // Parsing takes longer, and hardly any other body has it.
  if (!isBatch && !/requests|\\u/i.test(new TextDecoder().decode(bytes))) return undefined;
  let value;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw refuse("The body is not valid JSON.");
  }
  const { requests, ...rest } = value ?? {};
  if (!isBatch && !holdsCalls(requests)) return undefined;
  if (!Array.isArray(requests)) throw refuse(NO_LIST);
  checkDepth(bytes);
  if (requests.length > MOST) throw refuse(`A batch has at most ${MOST} requests.`, 413);
  const checked = [];
  for (const one of requests) checked.push(await checkedCall(one ?? {}, check));
  return JSON.stringify({ ...rest, requests: checked });
}

/** @param {any} list JSON that anybody sent. PHP makes lists of objects as well. */
const holdsCalls = (list) =>
  Object(list) === list &&
  Object.values(list).some((one) => Object(one) === one && Object.hasOwn(one, "path"));

/**
 * What holds for a call that comes alone holds for one in a batch.
 *
 * @param {any} given JSON that anybody sent
 * @param {Check} check
 */
async function checkedCall({ path, method = "POST", headers, ...each }, check) {
  const name = typeof method === "string" ? methodOf(method) : undefined;
  if (typeof path !== "string" || !name)
    throw refuse("A request of the batch needs a `path` as text, and a `method`.");
  if (path.length > LONGEST_PATH) throw refuse("A path of the batch is too long.", 414);
  const [inner, ...query] = path.split("?");
  const search = query.join("?");
  if (checkQuery(search).length) throw refuse("A request of the batch names two methods.");
  if (holdsRequests(search) || holdsCalls(each.body?.requests))
    throw refuse("A request of the batch is a batch itself.");
  await check({ route: checkRoute(inner), method: name });
  return { path, method, ...each, ...passedOn(headers) };
}

/**
 * The headers of a request inside of a batch that a request of its own could have.
 *
 * @param {any} given JSON that anybody sent
 */
function passedOn(given) {
  if (given === undefined) return undefined;
  try {
    const headers = requestHeaders(new Headers(given));
    // The method is the one that was checked.
    headers.delete("X-HTTP-Method-Override");
    return { headers: Object.fromEntries(headers) };
  } catch {
    throw refuse("A request of the batch has headers that can't be sent.");
  }
}

/**
 * A body that breaks off before anything that `form` refuses.
 *
 * @param {Request} request
 * @param {ReturnType<typeof formReader>} form
 */
function watched({ body, headers }, form) {
  const checked = /** @type {ReadableStream<Uint8Array>} */ (body).pipeThrough(
    new TransformStream({
      transform(chunk, controller) {
        form.read(chunk);
        controller.enqueue(chunk);
      },
      flush: form.end,
    }),
  );
  const length = headers.get("Content-Length") ?? "";
  /** @type {any} Cloudflare sends a length with such a stream only. */
  const Sized = /** @type {any} */ (globalThis).FixedLengthStream;
  return Sized && /^\d+$/.test(length) ? checked.pipeThrough(new Sized(Number(length))) : checked;
}
