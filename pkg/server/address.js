/** The header in which proxies tell a client's address; RFC 7239's `Forwarded` is read by few. */
const HEADER = "X-Forwarded-For";

/**
 * A `fetch` that tells WordPress the visitor's address, as the app's `clientAddress` knows it. The
 * visitor's own headers are never read here, since anybody can send any address in them.
 *
 * Only requests that follow no redirect and go to the site's own origin carry it.
 *
 * @param {Pick<import("./types.d.ts").Shared, "fetch" | "origin" | "options">} backend
 * @param {Request | undefined} request the visitor's
 * @param {unknown} context what handle(), client() or renew() got next to it
 * @returns {Promise<typeof globalThis.fetch>}
 */
export async function fetchFor({ fetch, origin, options }, request, context) {
  const address = addressIn(await options.clientAddress?.(request, context));
  if (!address) return fetch;
  return (input, init) => {
    const url = new URL(/** @type {Request} */ (input).url ?? input);
    if (url.origin !== origin || init?.redirect !== "manual") return fetch(input, init);
    const headers = new Headers(init.headers);
    headers.set(HEADER, address);
    return fetch(input, { ...init, headers });
  };
}

/**
 * One IP address, and nothing next to it: not a list, which a client may have begun, and no port.
 * Servers that listen on IPv6 write `::ffff:192.0.2.1` for an IPv4 client.
 *
 * @param {unknown} text
 */
export function addressIn(text) {
  if (typeof text !== "string") return undefined;
  const address = text.replace(/^::ffff:(?=\d+\.)/i, "");
  if (/^\d+(\.\d+){3}$/.test(address)) {
    return address
      .split(".")
      .every(
        (part) =>
          /^(0|[1-9]\d{0,2})$/.test(part) && /** @type {any} A number as text. */ (part) < 256,
      )
      ? address
      : undefined;
  }
  if (!/^[\da-f:]+(\.\d+){0,3}$/i.test(address)) return undefined;
  try {
    return new URL(`http://[${address}]`).hostname.slice(1, -1);
  } catch {
    return undefined;
  }
}
