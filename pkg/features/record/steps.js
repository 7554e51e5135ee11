/**
 * @import { Client, Finding, PresskeyError } from "../../index.d.ts"
 * @typedef {object} Step a call of an app
 * @property {string} method
 * @property {any[]} args whatever the app passed
 * @property {any} [result] of any method
 * @property {Finding[]} [findings]
 * @property {PresskeyError} [error]
 */

/** Methods that an app uses, and whose results a case can hold. */
const STEPS =
  /^(login|logout|refresh|validate|fetch|json|page|upload|batch|diagnose|authorize|completeAuthorization|getToken|ready)$/;

/**
 * The client, with a list of its calls and their results.
 *
 * @param {Client} client
 */
export function watched(client) {
  /** @type {Step[]} */
  const steps = [];
  const watch = (/** @type {string} */ method) =>
    async function call(/** @type {unknown[]} */ ...args) {
      /** @type {Step} */
      const step = { method, args };
      steps.push(step);
      try {
        step.result = await /** @type {Record<string, any>} any method */ (client)[method](...args);
        step.findings = step.result?.findings;
        return step.result;
      } catch (error) {
        step.error = /** @type {PresskeyError} */ (error);
        throw error;
      }
    };
  const proxy = new Proxy(client, {
    get: (target, name) =>
      typeof name === "string" && STEPS.test(name)
        ? watch(name)
        : /** @type {Record<string | symbol, any>} any member */ (target)[name],
  });
  return { client: proxy, steps };
}
