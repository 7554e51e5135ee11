/** Why there is no answer, as the `status` that the engine takes for it. */
export const UNREACHABLE = 0;
export const OFFLINE = 1;
export const TIMEOUT = 2;
export const MIXED_CONTENT = 3;
export const REDIRECTED = 4;

/** Characters of an answer that are read; a longer one is no answer of an auth server. */
export const MAX_BODY = 1 << 20;

/**
 * Starts a request and awaits its headers, for as long as `timeout` (milliseconds) allows.
 * Resolves with the response, or with why there is none and what was thrown.
 *
 * @param {(signal: AbortSignal) => Promise<Response>} start
 */
export async function send({ engine }, timeout, start) {
  if (globalThis.navigator?.onLine === false) return { status: OFFLINE };
  if (mixed({ engine })) return { status: MIXED_CONTENT };
  const controller = new AbortController();
  let late = false;
  const timer =
    timeout > 0 &&
    setTimeout(() => {
      late = true;
      controller.abort();
    }, timeout);
  try {
    return { response: await start(controller.signal) };
  } catch (cause) {
    return { status: late ? TIMEOUT : UNREACHABLE, cause };
  } finally {
    clearTimeout(timer);
  }
}

/** Whether browsers keep this page, being secure, from a site without TLS. */
const mixed = ({ engine }) =>
  globalThis.location?.protocol === "https:" && engine.isMixedContent(0, "https:") !== undefined;

/**
 * A request of the session's own, and its answer read to the end. A form makes it a POST. With a
 * form or a token it follows no redirect, which could carry them away.
 */
export async function exchange(s, url, { form, bearer, signal } = {}) {
  const headers = new Headers({ Accept: "application/json" });
  if (bearer) headers.set(s.options.headerName, bearer);
  const fetch = s.options.fetch ?? globalThis.fetch;
  const { response, status } = await send(s, s.options.timeout, (ended) =>
    fetch(url, {
      method: form ? "POST" : "GET",
      body: form && String(form) ? form : undefined,
      headers,
      credentials: "omit",
      redirect: form ? "manual" : "follow",
      signal: either(ended, signal),
    }),
  );
  if (!response) return answerOf({ status, url });
  if (form && isRedirect(response)) return answerOf({ status: REDIRECTED, url });
  return read(response, url);
}

/** An answer, read to its end; of one that is longer than `most` characters, nothing. */
export async function read(response, url, most = MAX_BODY) {
  let body;
  try {
    body = await response.text();
  } catch {
    return answerOf({ status: UNREACHABLE, url });
  }
  const meta = {
    status: response.status,
    retryAfter: pause(response.headers.get("Retry-After")),
    link: response.headers.get("Link"),
    // Empty where an app's own `fetch` made the answer.
    url: response.url || url,
  };
  return answerOf(meta, body.length > most ? "" : body);
}

/** As the engine takes it: what is known beside the body, as JSON, and the body. */
export const answerOf = (meta, body = "") => ({
  status: meta.status,
  body,
  meta: (more) => JSON.stringify({ ...meta, ...more }),
});

/** An answer to `redirect: "manual"`: opaque in browsers, plain on servers. */
export const isRedirect = ({ type, status }) =>
  type === "opaqueredirect" || [301, 302, 303, 307, 308].includes(status);

/** `Retry-After` in milliseconds: seconds, or a date (RFC 9110 section 10.2.3). */
function pause(value) {
  if (!value) return Number.NaN;
  const seconds = Number(value);
  return Math.max(0, Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1000);
}

/** One signal of two. */
export function either(ours, theirs) {
  if (!theirs) return ours;
  if (AbortSignal.any) return AbortSignal.any([ours, theirs]);
  const controller = new AbortController();
  for (const signal of [ours, theirs]) {
    const abort = () => controller.abort(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true, signal: controller.signal });
  }
  return controller.signal;
}
