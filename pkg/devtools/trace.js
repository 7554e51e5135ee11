// Records the requests that go through `fetch`: whether a token was sent, never its value, and no
// header or body.
import { addressOf } from "./address.js";

const KEPT = 100;
/**
 * @import { Client } from "../index.d.ts"
 * @typedef {{ kind: "event", text: string }} Event a change of the session
 * @typedef {{ method: string, route: string, query: string, token: boolean }} Asked
 * @typedef {{ kind: "call", outcome: string | number, ms?: number } & Asked} Call
 * @typedef {(Event | Call) & { id: number, at: number }} Entry
 */

/**
 * WordPress's addresses, and those of a backend made by presskey/server.
 *
 * @param {URL} url
 */
const looksLikeWordPress = ({ pathname, search }) =>
  /\/wp-json(\/|$)|\/graphql\/?$|\/api\/presskey\//.test(pathname) ||
  /[?&]rest_route=/.test(search);

/** The entries, newest first, and their listeners. One timeline for the page. */
export const timeline = {
  /** @type {Entry[]} */
  entries: [],
  /** @type {Set<() => void>} */
  listeners: new Set(),
  /** @param {Event | Call} entry */
  add(entry) {
    const whole = { id: ++count, at: Date.now(), ...entry };
    change([whole, ...timeline.entries].slice(0, KEPT));
    return whole;
  },
  clear: () => change([]),
};
let count = 0;

/** @param {Entry[]} entries */
function change(entries) {
  timeline.entries = entries;
  for (const listener of timeline.listeners) listener();
}

/** @param {number} id @param {Partial<Call>} more */
const update = (id, more) =>
  change(
    timeline.entries.map((entry) =>
      entry.id === id ? /** @type {Entry} */ ({ ...entry, ...more }) : entry,
    ),
  );

/**
 * The shown clients: their tokens are recognised in any header and address.
 *
 * @type {Set<Client>}
 */
export const clients = new Set();

export const knownTokens = () => [...clients].flatMap((client) => client.token() || []);

/** @param {Headers} headers @param {string[]} tokens */
const carriesToken = (headers, tokens) =>
  [...headers].some(
    ([name, value]) => name === "authorization" || tokens.some((token) => value.includes(token)),
  );

/** @param {typeof globalThis.fetch} send @returns {typeof globalThis.fetch} */
export function traced(send, match = looksLikeWordPress) {
  return async (input, init) => {
    const request = /** @type {Request | undefined} */ (
      typeof (/** @type {Request} */ (input)?.url) === "string" ? input : undefined
    );
    const url = new URL(request?.url ?? String(input), globalThis.location?.href);
    if (!match(url)) return send(input, init);
    const tokens = knownTokens();
    const { id } = timeline.add({
      kind: "call",
      method: String(init?.method ?? request?.method ?? "GET").toUpperCase(),
      ...addressOf(url, tokens),
      token: carriesToken(new Headers(init?.headers ?? request?.headers), tokens),
      outcome: "…",
    });
    const started = performance.now();
    const end = (/** @type {string | number} */ outcome) =>
      update(id, { outcome, ms: Math.round(performance.now() - started) });
    try {
      const response = await send(input, init);
      end(response.type === "opaqueredirect" ? "redirect" : response.status);
      return response;
    } catch (error) {
      end((init?.signal ?? request?.signal)?.aborted ? "aborted" : "no response");
      throw error;
    }
  };
}

/** @type {typeof globalThis.fetch | undefined} */
let original;
/**
 * The page's `fetch` without a panel's.
 *
 * @type {typeof globalThis.fetch}
 */
export const pageFetch = (input, init) =>
  (original ?? globalThis.fetch).call(globalThis, input, init);

/**
 * Traces the page's `fetch` while a panel is shown. Returns a function that stops it.
 *
 * @param {(url: URL) => boolean} [match]
 */
export function tracePage(match) {
  if (original) return () => {};
  original = globalThis.fetch;
  const wrapped = traced(pageFetch, match);
  globalThis.fetch = wrapped;
  return () => {
    // Somebody else may have wrapped it since: then this one stays in the chain.
    if (globalThis.fetch === wrapped) globalThis.fetch = /** @type {typeof fetch} */ (original);
    original = undefined;
  };
}
