import { isPlainValue, LONGEST } from "../front/send.js";
import { quiet } from "../front/storage.js";
import { unread } from "../front/unread.js";
import { answerOf, exchange, MAX_BODY, read } from "./transport.js";

/**
 * @import { PresskeyError as Failure } from "../index.d.ts"
 * @import { SentRequest } from "../front/types.d.ts"
 * @import { Read, State } from "./state.d.ts"
 */

/**
 * Reads a response as `json()` does: its value, or the error to throw.
 *
 * @param {State} s
 * @param {Response} response
 * @param {Read} answer what was read of it
 * @param {SentRequest} [request] what was sent
 * @param {number} [late] 2 if a logout since has removed what the server knows in confidence
 * @returns {Promise<{ value?: unknown, error?: Failure }>}
 */
export async function parse(s, response, answer, { url, method, token, own } = {}, late = 0) {
  const { meta, body } = answer;
  const parsed = quiet(() => [JSON.parse(body)]);
  const [value] = parsed ?? [];
  if (response.ok && parsed && isPlainValue(value, body)) return { value };
  const traits = (token ? 1 : 0) + late + (parsed || !body ? 4 : 0) + (method === "GET" ? 8 : 0);
  /** @param {object} [more] */
  const weigh = (more) =>
    // Cut off, not left out: an empty body means that PHP stopped.
    s.engine.weigh(traits, meta({ asked: url, ...own, ...more }), body.slice(0, MAX_BODY));
  try {
    const index = weigh();
    if (index) {
      const { body, status } = await exchange(s, { method: "GET", url: index });
      weigh({ index: body, indexStatus: status });
    }
    return { value };
  } catch (error) {
    return { error: /** @type {Failure} */ (error) };
  }
}

/**
 * What `json()` would have thrown for a response, which stays unread.
 *
 * @param {State} s
 * @param {Response} response
 * @param {SentRequest} request
 */
export async function explain(s, response, request) {
  const { bodyUsed, ok, status } = response;
  if (bodyUsed && ok) return null;
  const copy = bodyUsed ? response : response.clone();
  let isCut = false;
  const onCut = () => {
    isCut = true;
  };
  const answer = bodyUsed
    ? answerOf({ status }, "{}")
    : await read(copy, request.url, Infinity, beginning(copy, s.options.timeout, onCut));
  const late = request.epoch === s.epoch ? 0 : 2;
  const { error } = await parse(s, copy, answer, request, late);
  // Of the beginning of a success it is only known that a page is no JSON.
  const isUnsure = isCut && ok && !/^\s*</.test(answer.body);
  return error && !isUnsure ? Object.assign(error, { response }) : null;
}

/**
 * The text of a response that may never end: what comes in `timeout` milliseconds, and no more than
 * is read of any.
 *
 * @param {Response} response
 * @param {number} timeout
 * @param {() => void} onCut
 */
async function beginning(response, timeout, onCut) {
  const reader = response.body?.getReader?.();
  if (!reader) return response.text();
  const cut = () => {
    onCut();
    reader.cancel().catch(() => {});
  };
  const timer = timeout > 0 ? setTimeout(cut, Math.min(timeout, LONGEST)) : 0;
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      text += decoder.decode(value, { stream: !done });
      if (done) return text;
      if (text.length > MAX_BODY) cut();
    }
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The response inside of WordPress's `_envelope`, as if it had come bare.
 *
 * @param {Response} response
 */
export async function envelope(response) {
  const text = await response.text();
  try {
    const { body, status, headers } = JSON.parse(text);
    if (!status) return unread(response, text);
    const bodyless = [204, 205, 304].includes(status);
    return new Response(bodyless ? null : JSON.stringify(body), {
      status,
      headers: headersIn({ "Content-Type": "application/json", ...headers }),
    });
  } catch {
    return unread(response, text);
  }
}

/**
 * JSON can have header values that a response can't, such as letters outside Latin-1.
 *
 * @param {Record<string, string>} values
 */
function headersIn(values) {
  const headers = new Headers();
  for (const [name, value] of Object.entries(values)) quiet(() => headers.set(name, value));
  return headers;
}
