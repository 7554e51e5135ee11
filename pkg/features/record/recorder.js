/**
 * @typedef {{ status: number, headers: [string, string][], body: string, from?: string }} Answered
 * @typedef {{ url: string, method: string, headers: Record<string, string>, fields: object }} Asked
 * @typedef {{ failed?: string, reason?: string, hidden?: string, cut?: boolean, answer?: Answered }} Ended
 * @typedef {Asked & Ended} Exchange
 */

/** Characters of a response that are kept: as many as presskey reads. Of a longer one, nothing. */
const MOST = 1 << 20;

/**
 * Writes down what goes through a `fetch`. Everything stays in memory and unredacted here; only
 * caseOf() (case.js) makes something of it that may leave the page.
 */
export function recorder() {
  /** @type {Exchange[]} */
  const exchanges = [];
  /** @type {Promise<void>[]} */
  const bodies = [];

  /**
   * @param {typeof fetch} send
   * @param {string | URL | Request} input
   * @param {RequestInit} [init]
   */
  async function through(send, input, init = {}) {
    const exchange = asked(input, init);
    exchanges.push(exchange);
    try {
      const response = await send(input, init);
      bodies.push(keep(exchange, response));
      return response;
    } catch (error) {
      const aborted = init.signal?.aborted ?? /** @type {Request} */ (input)?.signal?.aborted;
      exchange.failed = aborted ? "late" : "unreadable";
      exchange.reason = String(
        /** @type {{ cause?: { code?: string } }} */ (error)?.cause?.code ?? "",
      );
      throw error;
    }
  }

  return {
    through,
    exchanges: async () => {
      await Promise.all(bodies);
      return exchanges;
    },
  };
}

/** @param {string | URL | Request} input @param {RequestInit} init @returns {Exchange} */
function asked(input, init) {
  const request = /** @type {Request | undefined} */ (
    typeof (/** @type {Request} */ (input)?.url) === "string" ? input : undefined
  );
  const headers = Object.fromEntries(new Headers(init.headers ?? request?.headers));
  return {
    url: request?.url ?? String(input),
    method: String(init.method ?? request?.method ?? "GET").toUpperCase(),
    headers,
    fields: fieldsOf(init.body),
  };
}

/**
 * The fields of a form or of JSON; files and streams are not read.
 *
 * @param {unknown} body
 */
function fieldsOf(body) {
  if (body instanceof URLSearchParams) return Object.fromEntries(body);
  if (typeof FormData !== "undefined" && body instanceof FormData) return Object.fromEntries(body);
  if (typeof body !== "string") return {};
  try {
    return JSON.parse(body);
  } catch {
    return Object.fromEntries(new URLSearchParams(body));
  }
}

/** @param {Exchange} exchange @param {Response} response */
async function keep(exchange, response) {
  const { type, status, redirected, url, headers } = response;
  if (type === "opaque" || type === "opaqueredirect") {
    exchange.hidden = type;
    return;
  }
  /** @type {(header: [string, string]) => [string, string]} */
  const absolute = ([name, value]) =>
    name === "location" && URL.canParse(value, exchange.url)
      ? [name, new URL(value, exchange.url).href]
      : [name, value];
  const answer = {
    status,
    headers: [...headers].map(absolute),
    body: "",
    ...(redirected && { from: url }),
  };
  exchange.answer = answer;
  try {
    const text = await response.clone().text();
    if (text.length <= MOST) answer.body = text;
  } catch {
    exchange.cut = true;
  }
}
