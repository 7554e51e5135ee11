/** Statuses whose responses must not have a body. */
const BODYLESS = [101, 103, 204, 205, 304];

/**
 * A response that was read, to be read once more. Not a clone made before: those of happy-dom leave
 * nothing for the original, and node-fetch waits for both to be read.
 *
 * @param {Response} response
 * @param {string} text
 */
export function unread(response, text) {
  const { status, statusText, headers } = response;
  try {
    const body = BODYLESS.includes(status) || !text ? null : text;
    const again = new (globalThis.Response ?? response.constructor)(body, {
      ...{ status, statusText, headers },
    });
    for (const name of /** @type {const} */ (["url", "redirected", "type"])) {
      Object.defineProperty(again, name, { value: response[name] });
    }
    return again;
  } catch {
    // A status that no script may give, such as that of an opaque response.
    return Object.assign(response, { text: async () => text });
  }
}
