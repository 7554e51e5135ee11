import { PresskeyError } from "./error.js";
import { read } from "./transport.js";

/** What `json()` makes of an answer: its value, or the error that it throws. Reads the body. */
export async function parse(engine, response, tokenSent) {
  const answer = response.bodyUsed ? { body: "" } : await read(response);
  const { status = response.status, body, retryAfter = Number.NaN } = answer;
  if (response.ok && status === response.status) {
    try {
      return { value: body ? JSON.parse(body) : undefined };
    } catch {
      // Explained below.
    }
  }
  const fields = JSON.parse(engine.explain(status, body, retryAfter, Boolean(tokenSent)));
  return { error: new PresskeyError(fields) };
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
