import { PresskeyError } from "./error.js";
import { answerOf, read } from "./transport.js";

/** What `json()` makes of an answer: its value, or the error that it throws. Reads the body. */
export async function parse(engine, response, tokenSent) {
  const { status } = response;
  const { meta, body } = response.bodyUsed ? answerOf({ status }) : await read(response);
  if (response.ok) {
    try {
      return { value: body ? JSON.parse(body) : undefined };
    } catch {
      // Explained below.
    }
  }
  return { error: new PresskeyError(JSON.parse(engine.explain(Number(tokenSent), meta(), body))) };
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
  try {
    const { body, status, headers } = await response.clone().json();
    const bodyless = [204, 205, 304].includes(status);
    return new Response(bodyless ? null : JSON.stringify(body), {
      status,
      headers: { "Content-Type": "application/json", ...headers },
    });
  } catch {
    return response;
  }
}
