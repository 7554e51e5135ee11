import { refusal, USER_HEADER } from "./answer.js";

/**
 * Refuses what another site's page may have caused (CSRF). Browsers say where a request comes from
 * in `Sec-Fetch-Site`, which no page can forge, and in `Origin`. The own pages show what people have
 * written, and its markup sends requests, too: a change needs a script.
 *
 * @param {Request} request
 * @param {boolean} isSafe whether it changes nothing: such a call may also come without either
 * @param {string[]} trustedOrigins
 */
export function checkOrigin(request, isSafe, trustedOrigins) {
  const site = request.headers.get("Sec-Fetch-Site");
  const origin = request.headers.get("Origin") ?? "";
  const isOwn = isSafe
    ? // A proxy may have joined two headers, one of them an attacker's.
      !/cross-site/i.test(site ?? "")
    : site === "same-origin" || [...ownOrigins(request, site), ...trustedOrigins].includes(origin);
  if (!isOwn) {
    throw refusal(
      "origin_not_allowed",
      403,
      "Pages of this origin are not allowed to call the backend.",
      "Call it from a page of the same origin. For other origins of yours, set `trustedOrigins`.",
    );
  }
  if (!isSafe && mayBeMarkup(request)) {
    throw refusal(
      "forbidden",
      403,
      "Only a script can change something: no form, link or image.",
      "Call the backend with `fetch()`, and with the method that you need in place of `_method`.",
    );
  }
}

/**
 * Whether HTML without a script can have sent a request that changes something: any element a `GET`,
 * a form or the `ping` of a link a `POST`. None of them sets a header. `Accept` of a form is in the
 * Fetch standard ("fetch", step 13), for browsers that don't send `Sec-Fetch-Dest`.
 *
 * @param {Request} request
 */
function mayBeMarkup({ method, headers }) {
  if (headers.has(USER_HEADER) || headers.has("X-HTTP-Method-Override")) return false;
  if (method !== "POST") return method === "GET" || method === "HEAD";
  const destination = headers.get("Sec-Fetch-Dest");
  return (
    (destination !== null && destination !== "empty") ||
    /text\/html/i.test(headers.get("Accept") ?? "") ||
    /text\/ping/i.test(headers.get("Content-Type") ?? "")
  );
}

/** What runs in the page, or in front of it, whatever the response's own policy says. */
const ACTIVE = /script|worker|worklet|style|xslt/i;

/**
 * Refuses to be code: a response of WordPress is data, in the app's own origin.
 *
 * @param {Request} request
 */
export function checkDestination({ headers }) {
  if (!ACTIVE.test(headers.get("Sec-Fetch-Dest") ?? "")) return;
  throw refusal("forbidden", 403, "Responses of the backend are no scripts and no styles.");
}

/**
 * The request's own origin. A server behind a proxy that ends TLS sees `http:`. If the proxy says
 * `https:`, or the browser sends `Sec-Fetch-Site` to anything but loopback, it was `https:`: a page
 * of the plain `http:` site, which anybody on the way can write, is then another origin. A forged
 * header only makes this stricter.
 *
 * @param {Request} request
 * @param {string | null} site `Sec-Fetch-Site`
 */
function ownOrigins({ url, headers }, site) {
  const { origin, protocol, hostname } = new URL(url);
  const isLoopback = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  if (protocol !== "http:" || isLoopback) return [origin];
  const secure = origin.replace(/^http:/, "https:");
  const isSecure = site || /^https/i.test(headers.get("X-Forwarded-Proto") ?? "");
  return isSecure ? [secure] : [origin, secure];
}
