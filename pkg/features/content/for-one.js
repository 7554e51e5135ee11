/** @import { Ask, Whose } from "../../front/types.d.ts" */

/**
 * The requests of one method, all for one user: who logs in meanwhile does not go on with what another
 * has begun.
 *
 * @param {Ask} answer
 * @param {Whose} whose
 * @returns {Ask}
 */
export const forOne = (answer, whose) => (input, init, more) =>
  answer(input, init, { ...more, whose });
