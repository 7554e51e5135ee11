import { credentialsOf, login, whileTyped } from "./login.js";

/**
 * @import { Go } from "./protocol.d.ts"
 * @import { State } from "./state.d.ts"
 */

/**
 * Asks the app for a login, and logs in with what it gives if that is still wanted.
 *
 * @param {State} s
 * @param {string} details which time it is, and why
 */
export async function prompt(s, details) {
  const [ask, reason] = details.split(" ");
  /** @param {Go} [logIn] */
  const answered = (logIn) =>
    s.tell("loginAsked", 2 * Number(ask) + Number(Boolean(logIn)), "", "", logIn);
  try {
    const given = await /** @type {any} The rules know that there is one. */ (
      s.options.onLoginRequired
    )(reason);
    const credentials = given && credentialsOf(given);
    // The calls that wait tell of its failure.
    const logIn = () => whileTyped(s, credentials, () => login(s, credentials)).catch(() => {});
    if (given) await answered(logIn);
  } catch {
    // As if the app had given nothing.
  }
  await answered();
}
