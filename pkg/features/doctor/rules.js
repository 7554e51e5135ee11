import { instantiate } from "../../crate/doctor.asm.js";

let consult;

/**
 * What src/core/doctor makes of observations.
 *
 * @param {"explain" | "diagnose" | "redact" | "counts" | "version"} question
 * @param {object} observations see src/core/doctor/observation.rs
 */
export function ask(question, observations) {
  try {
    consult ??= instantiate().consult;
    return JSON.parse(consult(question, JSON.stringify(observations)));
  } catch (error) {
    // After a trap the next question gets a new instance.
    consult = undefined;
    throw error;
  }
}
