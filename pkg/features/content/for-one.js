/** @import { Ask } from "../../front/types.d.ts" */

/**
 * The requests of one method, all for the user of the first: who logs in meanwhile does not go on with
 * what another has begun.
 *
 * @param {Ask} answer
 * @returns {Ask}
 */
export function forOne(answer) {
  const whose = {};
  return (input, init, more) => answer(input, init, { ...more, whose });
}
