/**
 * Whether a value is what the runtime, or a stand-in for a page such as jsdom, calls so.
 *
 * @param {"Blob" | "File" | "FormData" | "URLSearchParams"} name
 * @param {unknown} value
 */
export const isA = (name, value) =>
  (typeof globalThis[name] === "function" && value instanceof globalThis[name]) ||
  {}.toString.call(value) === `[object ${name}]`;

/**
 * The text of a form, if the body is one. `fetch` gets it as a string with its own Content-Type:
 * React Native sends `URLSearchParams` as nothing, and Node sends those of jsdom as plain text.
 *
 * @param {unknown} body
 */
export const formText = (body) => (isA("URLSearchParams", body) ? String(body) : undefined);

/** What `fetch` itself says of `URLSearchParams`. */
export const FORM_TYPE = "application/x-www-form-urlencoded;charset=UTF-8";

/**
 * An address with further parameters in its query.
 *
 * @param {string} address
 * @param {string[][]} pairs
 */
export function withQuery(address, pairs) {
  if (!pairs.length) return address;
  const [before] = address.split("#");
  const mark = before.includes("?") ? "&" : "?";
  return before + mark + new URLSearchParams(pairs) + address.slice(before.length);
}
