import type { Client } from "./index.js";

/**
 * Shows a panel for a client: its session and the time until it expires, a timeline of
 * requests with and without a token, logins, renewals and logouts, other tabs, and the doctor. It
 * never shows or keeps a token. For development: import it on demand, so that visitors don't
 * download it.
 *
 * While a panel is shown, the page's `fetch` is wrapped to see the requests.
 * @returns the panel; `close()` removes it and puts `fetch` back
 * @example
 * ```js
 * const { showDevtools } = await import("presskey/devtools");
 * showDevtools(wp);
 * ```
 */
export function showDevtools(client: Client, options?: DevtoolsOptions): DevtoolsPanel;

/**
 * Wraps a `fetch` so that the panel sees its requests. Only needed for a client with its own
 * `fetch`: `createClient({ site, fetch: traceFetch(myFetch) })`.
 * @param fetch Default: the page's.
 * @param match Which URLs to show. Default: those that look like WordPress's.
 */
export function traceFetch(
  fetch?: typeof globalThis.fetch,
  match?: (url: URL) => boolean,
): typeof globalThis.fetch;

/** Options of {@link showDevtools}. */
export interface DevtoolsOptions {
  /** Shows the panel inside this element. Default: in the page's corner, behind a button. */
  target?: Element | undefined;
  /**
   * Whether a panel in the corner begins open.
   * @defaultValue `false`
   */
  open?: boolean | undefined;
  /**
   * Which requests to show. Default: those whose URL has `/wp-json/`, `rest_route`, `/graphql` or
   * `/api/presskey/` in it.
   */
  match?: ((url: URL) => boolean) | undefined;
}

/** A panel that is shown. */
export interface DevtoolsPanel {
  element: HTMLElement;
  close(): void;
}
