/** Characters of a response that are kept: as many as the doctor's rules look at. */
const MOST = 1 << 16;

/**
 * A `fetch` that writes down what was asked and answered. Everything stays in memory and unredacted
 * here; only caseOf() (case.js) makes something of it that may leave the page.
 *
 * @param {typeof fetch} send
 */
export function recorder(send) {
  const exchanges = [];
  const bodies = [];

  async function recordingFetch(input, init = {}) {
    const exchange = asked(input, init);
    exchanges.push(exchange);
    try {
      const response = await send(input, init);
      bodies.push(keep(exchange, response));
      return response;
    } catch (error) {
      const aborted = init.signal?.aborted ?? input?.signal?.aborted;
      exchange.failed = aborted ? "late" : "unreadable";
      exchange.reason = String(error?.cause?.code ?? "");
      throw error;
    }
  }

  return {
    fetch: recordingFetch,
    exchanges: async () => {
      await Promise.all(bodies);
      return exchanges;
    },
  };
}

function asked(input, init) {
  const request = typeof input?.url === "string" ? input : undefined;
  const headers = Object.fromEntries(new Headers(init.headers ?? request?.headers));
  return {
    url: request?.url ?? String(input),
    method: String(init.method ?? request?.method ?? "GET").toUpperCase(),
    headers,
    fields: fieldsOf(init.body),
  };
}

/** The fields of a form or of JSON; files and streams are not read. */
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

async function keep(exchange, response) {
  const { type, status, redirected, url, headers } = response;
  if (type === "opaque" || type === "opaqueredirect") {
    exchange.hidden = type;
    return;
  }
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
    answer.body = (await response.clone().text()).slice(0, MOST);
  } catch {
    exchange.cut = true;
  }
}
