/**
 * The text of a form, if the body is one. `fetch` gets it as a string with its own Content-Type:
 * React Native sends `URLSearchParams` as nothing, and Node sends those of jsdom as plain text.
 */
export const formText = (body) =>
  (typeof URLSearchParams === "function" && body instanceof URLSearchParams) ||
  Object.prototype.toString.call(body) === "[object URLSearchParams]"
    ? String(body)
    : undefined;

/** What `fetch` itself says of `URLSearchParams`. */
export const FORM_TYPE = "application/x-www-form-urlencoded;charset=UTF-8";
