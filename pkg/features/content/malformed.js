import { failure } from "../../engine/error.js";
import { unread } from "../../front/unread.js";

/**
 * A response that does not hold what the route gives. If its text was read, the error's `response`
 * can be read again.
 *
 * @param {import("../../front/types.d.ts").Answer} answer
 * @param {string} message
 * @param {{ hint?: string }} [more]
 */
export const malformed = ({ response, text }, message, more) =>
  failure("malformed_response", message, "answered", {
    status: response.status,
    response: text === undefined ? response : unread(response, text),
    ...more,
  });
