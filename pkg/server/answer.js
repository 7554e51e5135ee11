import { failure, PresskeyError } from "../front/error.js";

/**
 * @import { ErrorCode } from "../index.d.ts"
 * @typedef {PresskeyError & { http?: number, allow?: string }} Refusal an error that knows the status of its response
 */

/** Responses to one visitor: nobody else may get them, nor anybody from a cache. */
export const PRIVATE = "private, no-store";

/** Marks a response as the backend's own: WordPress's errors are JSON with a `code`, too. */
export const ERROR_HEADER = "Presskey-Error";

/** On a response of WordPress: the session has changed during the request. */
export const SESSION_HEADER = "Presskey-Session";

/** On a call: the user whom the page shows, empty for nobody. Only presskey's own pages say it. */
export const USER_HEADER = "Presskey-User";

/** On a response of WordPress: the fields of the error that `json()` throws for it. */
export const EXPLANATION_HEADER = "Presskey-Explanation";

/**
 * The HTTP status of each code; 502 for all others, which tell that WordPress is at fault.
 *
 * @type {{ [code in ErrorCode]?: number }}
 */
const STATUS = {
  invalid_credentials: 401,
  second_factor_required: 401,
  not_authenticated: 401,
  session_expired: 401,
  token_rejected: 401,
  rate_limited: 429,
  forbidden: 403,
  origin_not_allowed: 403,
  user_mismatch: 409,
  body_not_replayable: 409,
  refresh_unsupported: 409,
  invalid_option: 400,
  invalid_token: 400,
  timeout: 504,
  storage_unavailable: 503,
  not_loaded: 503,
  insecure_site: 500,
  wasm_unavailable: 500,
  internal_error: 500,
};

/** Fields of an error next to `code` and `message` that help when it is shown. */
const FIELDS = /** @type {const} */ ([
  "hint",
  "status",
  "wpCode",
  "serverMessage",
  "retryAfter",
  "secondFactor",
  "sent",
]);

/** @param {unknown} value @param {{ status?: number, headers?: Record<string, string> }} [init] */
export function json(value, { status = 200, headers = {} } = {}) {
  return new Response(JSON.stringify(value), {
    status,
    headers: {
      "Content-Type": "application/json",
      "Cache-Control": PRIVATE,
      Vary: "Cookie",
      "X-Content-Type-Options": "nosniff",
      ...headers,
    },
  });
}

/**
 * An error's fields, for JSON: it leaves out those that are undefined.
 *
 * @param {PresskeyError} error
 */
export function fieldsOf(error) {
  const { code, message } = error;
  return { code, message, ...Object.fromEntries(FIELDS.map((name) => [name, error[name]])) };
}

/**
 * The thrown value as JSON. Of values that are not a PresskeyError it shows nothing, because they may contain secrets.
 *
 * @param {unknown} thrown
 */
export function errorAnswer(thrown) {
  /** @type {Refusal} */
  const error =
    thrown instanceof PresskeyError
      ? thrown
      : failure("internal_error", "Something went wrong inside presskey.", "maybe");
  const body = fieldsOf(error);
  /** @type {Record<string, string>} */
  const headers = { [ERROR_HEADER]: error.code };
  if (/** @type {number} */ (error.retryAfter) > 0)
    headers["Retry-After"] = String(Math.ceil(/** @type {number} */ (error.retryAfter) / 1000));
  if (error.allow) headers.Allow = error.allow;
  return json(body, { status: error.http ?? STATUS[error.code] ?? 502, headers });
}

/**
 * An error that the caller of the backend has made. `http` is the status of the response.
 *
 * @param {ErrorCode} code
 * @param {number} http
 * @param {string} message
 * @param {string} [hint]
 * @param {{ allow?: string }} [more]
 */
export const refusal = (code, http, message, hint, more) =>
  Object.assign(failure(code, message, "no", { ...(hint && { hint }) }), { http, ...more });
