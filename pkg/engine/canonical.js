/**
 * An address as a URL parser writes it, or nothing. The wasm side imports it: a parser of its own
 * would weigh more than everything else.
 *
 * @param {string} address
 */
export function canonical(address) {
  try {
    return new URL(address).href;
  } catch {
    return undefined;
  }
}
