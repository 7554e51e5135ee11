import { refusal } from "./answer.js";

/**
 * Refuses what another site's page may have caused (CSRF). Browsers say where a request comes from
 * in `Sec-Fetch-Site`, which no page can forge, and in `Origin`.
 *
 * @param {Request} request
 * @param {boolean} isSafe whether it changes nothing: such a call may also come without either
 * @param {string[]} trustedOrigins
 */
export function checkOrigin(request, isSafe, trustedOrigins) {
  const site = request.headers.get("Sec-Fetch-Site");
  if (isSafe) {
    // A proxy may have joined two headers, one of them an attacker's.
    if (!/cross-site/i.test(site ?? "")) return;
  } else {
    if (site === "same-origin") return;
    const origin = request.headers.get("Origin");
    if (origin && [...ownOrigins(request, site), ...trustedOrigins].includes(origin)) return;
  }
  throw refusal(
    "origin_not_allowed",
    403,
    "Pages of this origin are not allowed to call the backend.",
    "Call it from a page of the same origin. For other origins of yours, set `trustedOrigins`.",
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
