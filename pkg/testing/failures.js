// The failures that `fail()` can play.
import { page, WpError } from "./answers.js";

/** @import { Answer, Failure, PlannedFailure, WpRequest } from "./types.d.ts" */

const network = { rejects: true };
/**
 * An error of WordPress itself, with its CORS headers.
 *
 * @param {number} status
 * @param {string} code
 * @param {string} message
 * @param {Record<string, string>} [headers]
 */
const error = (status, code, message, headers = {}) => ({
  error: { status, body: new WpError(code, message, status).body, headers },
});
/**
 * A page of a proxy or firewall in front of WordPress: other origins can't read it.
 *
 * @param {number} status
 * @param {string} title
 * @param {Record<string, string>} [headers]
 */
const html = (status, title, headers) => () => page(status, title, headers);

/** @type {Record<string, Failure>} */
const named = {
  offline: network,
  unreachable: network,
  cors: { hides: true },
  timeout: { hangs: true },
  html: { make: html(200, "A page instead of JSON") },
  maintenance: {
    make: html(503, "Briefly unavailable for scheduled maintenance. Check back in a minute.", {
      "Retry-After": "600",
    }),
  },
  challenge: {
    make: html(403, "Just a moment...", { Server: "cloudflare", "cf-mitigated": "challenge" }),
  },
  redirect: { make: () => ({ status: 302, body: "", headers: { Location: "/wp-login.php" } }) },
  closed: error(401, "rest_login_required", "REST API restricted to authenticated users."),
  notice: {
    before:
      "<br />\n<b>Notice</b>:  Undefined index in <b>functions.php</b> on line <b>1</b><br />\n",
  },
  stripped: { strips: true },
  malformed: { before: "{" },
  400: error(400, "rest_invalid_param", "Invalid parameter(s): test"),
  401: error(401, "rest_not_logged_in", "You are not currently logged in."),
  403: error(403, "rest_forbidden", "Sorry, you are not allowed to do that."),
  404: error(404, "rest_no_route", "No route was found matching the URL and request method."),
  429: error(429, "too_many_requests", "Too many requests.", { "Retry-After": "1" }),
  500: error(500, "db_insert_error", "Could not insert post into the database."),
  502: { make: html(502, "502 Bad Gateway") },
  503: { make: html(503, "503 Service Temporarily Unavailable") },
  504: { make: html(504, "504 Gateway Time-out") },
};

/**
 * The failure with this name or status, or the app's own response.
 *
 * @param {Parameters<import("../testing.d.ts").TestSite["fail"]>[0]} next
 * @returns {Failure}
 */
export function failureOf(next) {
  if (typeof next === "function") return { respond: next };
  const failure = named[String(next)];
  if (failure) return failure;
  const names = Object.keys(named).join(", ");
  throw new TypeError(`presskey/testing: fail() knows ${names}, not "${String(next)}".`);
}

/**
 * Whether a failure is meant for this request.
 *
 * @param {PlannedFailure} failure
 * @param {WpRequest} request
 */
export function isMeant({ route }, request) {
  const asked = request.route ?? request.url.pathname;
  if (route === undefined) return true;
  return route instanceof RegExp ? route.test(asked) : asked === route;
}
