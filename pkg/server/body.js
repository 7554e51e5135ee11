import { refusal } from "./answer.js";

/** Longest body of a login, in bytes. */
const LOGIN_BODY = 65_536;

/** Milliseconds in which a body that is read here must have come. */
const PATIENCE = 10_000;

const tooLarge = () => refusal("invalid_option", 413, "The body is too large.");

/**
 * The JSON object in a request's body; nothing for an empty one.
 *
 * @param {Request} request
 * @param {number} [most] bytes
 */
export async function readJson(request, most = LOGIN_BODY) {
  const type = request.headers.get("Content-Type") ?? "";
  const bytes = await readBytes(request, most);
  if (!bytes.length) return undefined;
  // Forms of other sites can send text/plain and urlencoded bodies without a preflight.
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    throw refusal(
      "invalid_option",
      415,
      "The body must be JSON (`Content-Type: application/json`).",
    );
  }
  checkDepth(bytes);
  let value;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw refusal("invalid_option", 400, "The body is not valid JSON.");
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw refusal("invalid_option", 400, "The body must be a JSON object.");
  }
  return value;
}

/** Levels of nesting that WordPress reads (`json_decode()`). */
const LEVELS = 512;

/**
 * Refuses JSON that WordPress does not read, either. `JSON.stringify()` recurses into each level, and overflows
 * the stack after a few thousand in Node 20.
 *
 * @param {Uint8Array} bytes
 */
export function checkDepth(bytes) {
  let depth = 0;
  let isString = false;
  for (let at = 0; at < bytes.length; at++) {
    const letter = String.fromCharCode(bytes[at]);
    if (letter === '"') isString = !isString;
    else if (isString) at += Number(letter === "\\");
    else if ("[{".includes(letter)) depth += 1;
    else if ("]}".includes(letter)) depth -= 1;
    if (depth > LEVELS)
      throw refusal(
        "invalid_option",
        400,
        `The JSON of the body is nested more than ${LEVELS} levels deep.`,
      );
  }
}

/**
 * A body of at most so many bytes, which must not take long.
 *
 * @param {Request} request
 * @param {number} most
 */
export async function readBytes(request, most) {
  if (Number(request.headers.get("Content-Length")) > most) throw tooLarge();
  const reader = request.body?.getReader();
  if (!reader) return new Uint8Array();
  let timer;
  const late = new Promise((_, reject) => {
    const error = refusal("timeout", 408, "The body did not arrive in time.");
    timer = setTimeout(reject, PATIENCE, error);
  });
  const parts = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), late]);
      if (done) break;
      length += value.byteLength;
      if (length > most) throw tooLarge();
      parts.push(value);
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    throw error;
  } finally {
    clearTimeout(timer);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  return bytes;
}
