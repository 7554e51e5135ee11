/** Methods that an app uses, and whose results a case can hold. */
const STEPS =
  /^(login|logout|refresh|validate|fetch|json|page|upload|batch|diagnose|authorize|completeAuthorization|getToken|ready)$/;

/**
 * The client, with a list of its calls and their results.
 *
 * @param {import("../../index.d.ts").Client} client
 */
export function watched(client) {
  const steps = [];
  const watch = (method) =>
    async function call(...args) {
      const step = { method, args };
      steps.push(step);
      try {
        step.result = await client[method](...args);
        step.findings = step.result?.findings;
        return step.result;
      } catch (error) {
        step.error = error;
        throw error;
      }
    };
  const proxy = new Proxy(client, {
    get: (target, name) =>
      typeof name === "string" && STEPS.test(name) ? watch(name) : target[name],
  });
  return { client: proxy, steps };
}
