import { isRedirect } from "../engine/transport.js";
import { failure } from "../front/error.js";
import {
  EXPLANATION_HEADER,
  errorAnswer,
  fieldsOf,
  PRIVATE,
  refusal,
  SESSION_HEADER,
} from "./answer.js";
import { readBytes, readJson } from "./body.js";
import { linkRewriter, requestHeaders, responseHeaders } from "./headers.js";
import { checkQuery, checkRoute, hasParameter } from "./route.js";
import { serverClient } from "./server-client.js";

/**
 * @import { PresskeyError, Session } from "../index.d.ts"
 * @import { Engine } from "../engine/rules.d.ts"
 * @import { ServerClient } from "./index.d.ts"
 * @import { Call, Options, Seated, Shared } from "./types.d.ts"
 */

/** RFC 9110 section 9.2.1. */
const SAFE = ["GET", "HEAD", "OPTIONS"];

/** Bytes up to which a body is read first: it can then be sent again when the token is refused. */
const SMALL = 65_536;

/** Longest batch that is read to check each of its calls, in bytes. */
const BATCH = 1 << 23;

/** Longest form that is read to sign its fields, in bytes. */
const FORM = 1 << 20;

/** Longest explanation in a header, in bytes. */
const LONGEST_EXPLANATION = 2048;

/** Responses whose status allows no body (Fetch: null body status). */
const BODYLESS = [204, 205, 304];

/**
 * What a call below `…/rest` asks of WordPress.
 *
 * @param {Request} request
 * @param {string} prefix
 * @returns {Call}
 */
export function restRequest(request, prefix) {
  const { pathname, search } = new URL(request.url);
  const path = pathname.slice(prefix.length) || "/";
  const route = checkRoute(path);
  const methods = checkQuery(search);
  const header = request.headers.get("X-HTTP-Method-Override");
  if (new Set(methods).size > 1)
    throw refusal("invalid_option", 400, "The request names two methods.");
  if (header !== null) methods.push(header.trim().toUpperCase());
  return {
    path,
    search,
    route,
    // WordPress takes these instead of the request's own, any that is.
    method: methods[0] ?? request.method,
    isSafe: [request.method, ...methods].every((method) => SAFE.includes(method)),
  };
}

/**
 * Sends a visitor's call to WordPress, and the response back.
 *
 * @param {Shared} backend
 * @param {Request} request
 * @param {Call} call
 * @param {unknown} context
 */
export async function passOn(backend, request, call, context) {
  const visitor = await serverClient(backend, request, context);
  const had = visitor.client.session.status === "authenticated";
  let response;
  try {
    response = await send(backend, visitor, request, call, had);
  } catch (error) {
    /** @type {PresskeyError | undefined} */ (error)?.response?.body?.cancel().catch(() => {});
    response = errorAnswer(error);
  } finally {
    visitor.release();
  }
  const set = visitor.client.headers().getSetCookie();
  if (set.length) response.headers.set("Cache-Control", PRIVATE);
  for (const value of set) {
    response.headers.append("Set-Cookie", value);
  }
  return response;
}

/**
 * @param {Shared} backend
 * @param {Seated} visitor
 * @param {Request} request
 * @param {Call} call
 * @param {boolean} had whether there was a session
 */
async function send(backend, visitor, request, call, had) {
  const { client } = visitor;
  const { allow, basePath } = backend.options;
  const before = client.session;
  let { search } = call;
  let body;
  await checkAllowed(allow, client, call);
  if (isBatch(call)) body = await checkedBatch(allow, client, request, call);
  else {
    body = await bodyOf(request, visitor);
    // A form may name another route in its body, such as that of a batch. WordPress refuses it if the
    // query names this one.
    if (body && (allow || isForm(request)))
      search += `${search ? "&" : "?"}rest_route=${encodeURIComponent(call.route)}`;
  }
  const headers = requestHeaders(request.headers);
  const length = request.headers.get("Content-Length");
  // Without it the body is sent in chunks, which not every PHP server takes.
  if (isStream(body) && /^\d+$/.test(length ?? ""))
    headers.set("Content-Length", /** @type {string} */ (length));
  const answer = await client.fetch(call.path + search, {
    method: request.method,
    headers,
    body: /** @type {BodyInit | undefined} */ (body),
    redirect: "manual",
    signal: request.signal,
  });
  if (isRedirect(answer, answer.url)) {
    await answer.body?.cancel();
    throw failure("redirected", "The site redirects the request.", "answered", {
      status: answer.status,
    });
  }
  const { status, statusText } = answer;
  // What no Response can have: 103, or 999 of some firewalls.
  if (status < 200 || status > 599) {
    await answer.body?.cancel();
    throw failure("malformed_response", "The response has no valid status.", "answered", {
      status,
    });
  }
  const isPersonal = had || client.session.status === "authenticated";
  const back = responseHeaders(answer.headers, {
    isPersonal,
    rewrite: (...match) =>
      linkRewriter(/** @type {string} */ (rootOf(visitor.engine())), `${basePath}/rest`)(...match),
  });
  if (client.session !== before) back.set(SESSION_HEADER, client.session.status);
  const error = mayFail(answer) && (await client.explain(answer));
  if (error) back.set(EXPLANATION_HEADER, explanation(error));
  return new Response(BODYLESS.includes(status) ? null : answer.body, {
    status,
    statusText,
    headers: back,
  });
}

/** Explaining a response reads all of it: the ones that a page takes as they come are left alone. */
const mayFail = (/** @type {Response} */ { ok, headers }) =>
  !ok || /^text\/html/i.test(headers.get("Content-Type") ?? "text/html");

/**
 * What `json()` throws for a response, for pages with `via`, which have no engine. Proxies limit the
 * headers of a response, often to 4 kB: a long hint is left out.
 *
 * @param {PresskeyError} error
 */
function explanation(error) {
  const fields = fieldsOf(error);
  /** @param {object} [more] */
  const text = (more) => encodeURIComponent(JSON.stringify({ ...fields, ...more }));
  return (
    [text(), text({ hint: undefined }), text({ hint: undefined, serverMessage: undefined })].find(
      (each) => each.length <= LONGEST_EXPLANATION,
    ) ?? text({ hint: undefined, serverMessage: undefined, message: "" })
  );
}

const isStream = (/** @type {any} A body of any kind. */ body) =>
  typeof body?.getReader === "function";

/**
 * A small body in whole, else as it comes.
 *
 * @param {Request} request
 * @param {Seated} visitor
 */
async function bodyOf(request, visitor) {
  if (!request.body || request.method === "GET" || request.method === "HEAD") return undefined;
  const length = Number(request.headers.get("Content-Length") ?? Number.NaN);
  const type = request.headers.get("Content-Type") ?? "";
  if (/^application\/x-www-form-urlencoded/i.test(type) && isSigned(visitor.engine())) {
    // OAuth 1.0a signs the fields of a form (RFC 5849 section 3.4.1.3).
    return new URLSearchParams(new TextDecoder().decode(await readBytes(request, FORM)));
  }
  return length <= SMALL ? readBytes(request, SMALL) : request.body;
}

const isSigned = (/** @type {Engine} */ engine) =>
  JSON.parse(engine.carrier() ?? "{}").sign !== undefined;

/**
 * The URL of the REST API's index.
 *
 * @param {Engine} engine
 */
function rootOf(engine) {
  const call = Number(engine.begin(0, "omit"));
  try {
    return engine.aim(call, "/");
  } finally {
    engine.finish(call);
  }
}

const isBatch = (/** @type {Call} */ { route }) => /^\/batch\/v\d+\/?$/i.test(route);

const isForm = (/** @type {Request} */ { headers }) =>
  /x-www-form-urlencoded|form-data/i.test(headers.get("Content-Type") ?? "");

/**
 * @param {Options["allow"]} allow
 * @param {{ session: Session }} client
 * @param {Pick<Call, "route" | "method">} call
 */
async function checkAllowed(allow, { session }, { route, method }) {
  if (!allow || (await allow({ route, method, session }))) return;
  throw refusal("forbidden", 403, "`allow` of the backend refuses this request.");
}

/**
 * A batch holds calls of its own: what holds for one that comes alone holds for each.
 *
 * @param {Options["allow"]} allow
 * @param {ServerClient} client
 * @param {Request} request
 * @param {Call} call
 */
async function checkedBatch(allow, client, request, call) {
  if (call.method !== "POST") return undefined;
  const { requests, ...rest } = (await readJson(request, BATCH)) ?? {};
  if (hasParameter(call.search, "requests") || !Array.isArray(requests)) {
    throw refusal("invalid_option", 400, "A batch must be JSON with an array of `requests`.");
  }
  const checked = [];
  for (const { path, method = "POST", headers, ...each } of requests.map((one) => one ?? {})) {
    if (typeof path !== "string" || typeof method !== "string")
      throw refusal("invalid_option", 400, "A request of the batch needs a `path` as text.");
    const [inner, ...query] = path.split("?");
    if (checkQuery(query.join("?")).length)
      throw refusal("invalid_option", 400, "A request of the batch names two methods.");
    const route = checkRoute(inner);
    await checkAllowed(allow, client, { route, method: method.toUpperCase() });
    checked.push({ path, method, ...each, ...passedOn(headers) });
  }
  // Written again, so that WordPress reads what was checked.
  return JSON.stringify({ ...rest, requests: checked });
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
    throw refusal("invalid_option", 400, "A request of the batch has headers that can't be sent.");
  }
}
