// The test site for pages that Playwright opens: it responds to intercepted requests.
import { contentOf } from "./fetch.js";

/** @import { Answer, Host } from "./types.d.ts" */

/**
 * Responds to one intercepted request.
 *
 * @param {Host} host
 * @param {import("../testing.d.ts").PlaywrightRoute} route
 */
export async function answerRoute(host, route) {
  const sent = route.request();
  const headers = await sent.allHeaders();
  const method = sent.method();
  const body =
    method === "GET" || method === "HEAD"
      ? undefined
      : /** @type {BodyInit | null} */ (sent.postDataBuffer() ?? undefined);
  // Names of HTTP/2, such as ":path", are no headers of a Request.
  const plain = Object.entries(headers).filter(([name]) => !name.startsWith(":"));
  const request = new Request(sent.url(), { method, headers: withoutForbidden(plain), body });
  const { origin = null, cookie = null } = /** @type {Record<string, string | undefined>} */ (
    headers
  );
  const ms = host.delay();
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
  const answer = await host.handle(request, { origin, cookie });
  if (answer.hangs) return;
  if (answer.rejects || answer.hides) return route.abort("failed");
  if (answer.response) return route.fulfill(await fulfilled(answer.response));
  // Playwright itself would add the header that lets a page read any response.
  if (origin && !hasCors(answer, origin, request)) return route.abort("failed");
  const content = contentOf(answer);
  await route.fulfill({
    status: answer.status,
    headers: textOf(answer.headers),
    body: typeof content === "string" ? content : Buffer.from(content),
  });
}

const withoutForbidden = (/** @type {[string, string][]} */ headers) =>
  headers.filter(
    ([name]) => !["cookie", "origin", "host", "content-length", "connection"].includes(name),
  );

/** @param {Answer} answer @param {string} origin @param {Request} request */
const hasCors = (answer, origin, request) =>
  origin === new URL(request.url).origin ||
  Object.entries(answer.headers ?? {}).some(
    ([name, value]) => name.toLowerCase() === "access-control-allow-origin" && value,
  );

const fulfilled = async (/** @type {Response} */ response) => ({
  status: response.status,
  headers: Object.fromEntries(response.headers),
  body: Buffer.from(await response.arrayBuffer()),
});

const textOf = (/** @type {Answer["headers"]} */ headers = {}) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join("\n") : String(value),
    ]),
  );
