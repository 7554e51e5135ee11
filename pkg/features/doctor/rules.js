import { instantiate } from "../../crate/doctor.asm.js";

/** @type {((question: string, observations: string) => string) | undefined} */
let consult;

/**
 * What src/core/doctor makes of observations.
 *
 * @param {"explain" | "diagnose" | "brief" | "redact" | "counts" | "version" | "way"} question
 * @param {object | string} observations see src/core/doctor/observation.rs; for "brief" a body
 */
export function ask(question, observations) {
  try {
    consult ??= /** @type {Function} */ (instantiate)().consult;
    return JSON.parse(
      /** @type {NonNullable<typeof consult>} */ (consult)(question, JSON.stringify(observations)),
    );
  } catch (error) {
    // After a trap the next question gets a new instance.
    consult = undefined;
    throw error;
  }
}
