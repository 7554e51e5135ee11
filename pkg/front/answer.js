import { answerOf, MAX_BODY, read } from "../engine/transport.js";
import { PresskeyError } from "./error.js";
import { unread } from "./unread.js";

/** What `json()` makes of an answer: its value, or the error that it throws; and the text read. */
export async function parse(engine, response, tokenSent) {
  const known = { status: response.status };
  const { status, meta, body } = response.bodyUsed
    ? answerOf(known, "{}")
    : await read(response, undefined, Number.POSITIVE_INFINITY);
  // Not the response's own status: its body may have broken off.
  if (status >= 200 && status < 300) {
    try {
      return { value: body ? JSON.parse(body) : undefined, body };
    } catch {
      // Explained below.
    }
  }
  const text = body.length > MAX_BODY ? "" : body;
  const error = new PresskeyError(JSON.parse(engine.explain(Number(tokenSent), meta(), text)));
  return { error, body };
}

/** What `json()` would have thrown for an answer, which stays unread. */
export async function explain(engine, response, tokenSent) {
  const used = response.bodyUsed;
  if (used && response.ok) return null;
  const { error } = await parse(engine, used ? response : response.clone(), tokenSent);
  return error ? Object.assign(error, { response }) : null;
}

/** The answer inside of WordPress's `_envelope`, as if it had come bare. */
export async function envelope(response) {
  const text = await response.text();
  try {
    const { body, status, headers } = JSON.parse(text);
    if (!status) return unread(response, text);
    const bodyless = [204, 205, 304].includes(status);
    return new Response(bodyless ? null : JSON.stringify(body), {
      status,
      headers: { "Content-Type": "application/json", ...headers },
    });
  } catch {
    return unread(response, text);
  }
}
