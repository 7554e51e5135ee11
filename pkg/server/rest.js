import { isRedirect } from "../engine/transport.js";
import { failure } from "../front/error.js";
import {
  EXPLANATION_HEADER,
  errorAnswer,
  fieldsOf,
  PRIVATE,
  refusal,
  SESSION_HEADER,
  USER_HEADER,
} from "./answer.js";
import { checkedBody } from "./batch.js";
import { linkRewriter, requestHeaders, responseHeaders } from "./headers.js";
import { checkQuery, checkRoute, embedsLinks, methodOf } from "./route.js";
import { serverClient } from "./server-client.js";

/**
 * @import { PresskeyError, Session } from "../index.d.ts"
 * @import { Engine } from "../engine/rules.d.ts"
 * @import { Call, Options, Seated, Shared } from "./types.d.ts"
 */

/** RFC 9110 section 9.2.1. */
const SAFE = ["GET", "HEAD", "OPTIONS"];

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
  // `Request` leaves `patch` as it is, and WordPress obeys it (`WP_REST_Request::set_method()`).
  const own = methodOf(request.method);
  const named = checkQuery(search);
  const header = request.headers.get("X-HTTP-Method-Override");
  if (header !== null) named.push(methodOf(header));
  // WordPress takes it instead of the request's own, whatever that is.
  const [method = own] = named;
  return {
    path,
    search,
    route,
    method: own && named.every((each) => each === method) ? method : undefined,
    isSafe: [own, ...named].every((each) => SAFE.includes(each ?? "")),
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
  if (!call.method)
    throw refusal("invalid_option", 400, "The request names its method in an ambiguous way.");
  const shown = request.headers.get(USER_HEADER);
  const visitor = await serverClient(backend, request, context, false, shown === "");
  const had = visitor.client.session.status === "authenticated";
  let response;
  try {
    if (shown) await checkUser(visitor, shown);
    // A cookie that was removed or has expired. Nobody wants to write as nobody.
    if (shown && !had && !call.isSafe)
      throw failure("session_expired", "The session has ended. Log in again.", "answered");
    response = await send(backend, visitor, request, call, had);
    if (shown && !had) response.headers.set(SESSION_HEADER, visitor.client.session.status);
  } catch (error) {
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
 * Nothing happens as a user whom the page does not show: another tab or a server action has logged in, and
 * the page does not know yet.
 *
 * @param {Seated} visitor
 * @param {string} shown
 */
export async function checkUser({ client, userName }, shown) {
  if (client.session.status === "authenticated" && (await userName()) !== shown)
    throw refusal("user_mismatch", 409, "The page shows another user than the session's.");
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
  const check = (/** @type {Pick<Call, "route" | "method">} */ each) =>
    checkAllowed(allow, client, each);
  await checkAllowed(allow, client, call, embedsLinks(search));
  const body = await checkedBody(request, call, check, () => isSigned(visitor.engine()));
  // A form may name another route in its body, such as that of a batch. WordPress refuses it if the
  // query names this one.
  // The endpoint of WPGraphQL is no route, so the REST API would respond with 404.
  if (body && (isForm(request) || (allow && !/^\/graphql\/?$/.test(call.route))))
    search += `${search ? "&" : "?"}rest_route=${encodeURIComponent(call.route)}`;
  const headers = requestHeaders(request.headers);
  // WordPress reads a body without a type as a form (`WP_REST_Request::parse_body_params()`), which nobody has
  // checked. RFC 9110 section 8.3 says what else it is.
  if (body && !headers.has("Content-Type")) headers.set("Content-Type", "application/octet-stream");
  const length = request.headers.get("Content-Length");
  // Without it the body is sent in chunks, which not every PHP server takes.
  if (isStream(body) && /^\d+$/.test(length ?? ""))
    headers.set("Content-Length", /** @type {string} */ (length));
  const answer = await client.fetch(call.path + search, {
    method: request.method.toUpperCase(),
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
  /** @type {ReturnType<typeof linkRewriter> | undefined} */
  let rewriter;
  const back = responseHeaders(answer.headers, {
    isPersonal,
    rewrite(...match) {
      rewriter ??= linkRewriter(visitor.engine().url(0, "/"), `${basePath}/rest`);
      return rewriter(...match);
    },
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

const isSigned = (/** @type {Engine} */ engine) =>
  Boolean(JSON.parse(engine.carrier() ?? "{}").sign);

const isForm = (/** @type {Request} */ { headers }) =>
  /x-www-form-urlencoded|form-data/i.test(headers.get("Content-Type") ?? "");

/**
 * @param {Options["allow"]} allow
 * @param {{ session: Session }} client
 * @param {Pick<Call, "route" | "method">} call
 * @param {boolean} [embeds]
 */
async function checkAllowed(allow, { session }, { route, method = "" }, embeds = false) {
  if (!allow || (await allow({ route, method, embeds, session }))) return;
  throw refusal("forbidden", 403, "`allow` of the backend refuses this request.");
}
