// The way to a page of the site on which the user approves this app, and what is remembered meanwhile.
import { failure, invalidOption } from "../engine/error.js";
import { REDIRECTED } from "../engine/transport.js";
import { quiet, webStorage } from "../front/storage.js";

/**
 * @import { State } from "../engine/state.d.ts"
 * @typedef {{ state?: string }} Asked what is remembered until the response
 */

/** The parameter that tells a response to this tab from any other address. */
export const STATE = "presskey_state";

export const memory = webStorage("sessionStorage");
export const keyOf = (/** @type {State} */ s) => `${s.key}:authorize`;

/**
 * Leaves for a page of the site, and remembers until its response that this tab asked.
 *
 * @param {State} s
 * @param {string | undefined} successUrl
 * @param {object} asked
 * @param {(success: string) => Promise<URL>} pageFor the page that sends the user back to `success`
 * @returns {Promise<never>}
 */
export async function leave(s, successUrl, asked, pageFor) {
  if (!globalThis.document)
    throw invalidOption(
      "authorize() works only in a page, because it opens the site's approval page.",
    );
  const success = urlOf(successUrl ?? location.href);
  const state = crypto.getRandomValues(new Uint32Array(4)).join("");
  success.hash = "";
  success.searchParams.set(STATE, state);
  const page = await pageFor(success.href);
  try {
    memory.set(keyOf(s), JSON.stringify({ ...asked, state }));
  } catch {
    throw failure("storage_unavailable", "sessionStorage cannot be used.");
  }
  location.assign(page);
  return new Promise(() => {});
}

/**
 * What the site says of itself, and what tells its own addresses from others.
 *
 * @param {State} s
 */
export async function siteOf(s) {
  const { body, meta } = await indexOf(s);
  const index = quiet(() => JSON.parse(body));
  // A closed API responds with JSON as well.
  if (!index?.authentication && !index?.home) {
    try {
      s.engine.weigh(0, meta(), body);
    } catch (/** @type {any} */ error) {
      throw Object.assign(error, { sent: "no" });
    }
  }
  const site = new URL(s.engine.id());
  const origins = [site, index.home].map((each) => quiet(() => new URL(each).origin));
  const own = (/** @type {string} */ address) => {
    const page = urlOf(address);
    // Behind a proxy that takes TLS away, WordPress calls itself http:.
    if (page.host === site.host && site.protocol === "https:") page.protocol = "https:";
    const loopback = /^(localhost|.*\.localhost|127\.[\d.]+|\[::1\])$/.test(page.hostname);
    // Not by its origin alone: that of `javascript:`, which browsers run, is "null" like others.
    const isSafe = page.protocol === "https:" || (page.protocol === "http:" && loopback);
    if (isSafe && origins.includes(page.origin)) return page;
    throw failure(
      "origin_not_allowed",
      "The approval page is not on the site's own origin.",
      "answered",
    );
  };
  /** An address that something confidential is sent to, as to `home` it is not. */
  const trusted = (/** @type {string} */ address) => {
    const asked = own(address);
    if (isOwn(s, asked.href)) return asked;
    throw failure(
      "origin_not_allowed",
      "The site names an address for OAuth 1.0a that is not below its own.",
      "answered",
    );
  };
  return { own, trusted, index, link: JSON.parse(meta()).link ?? "" };
}

/**
 * The response of the site's index. Nothing of the user's is sent, so it follows redirects; but where
 * one leads out of the site, the response names somebody else's pages, and is none.
 *
 * @param {State} s
 */
async function indexOf(s) {
  /** @type {string[]} */
  const tried = [];
  for (;;) {
    const finding = s.engine.finding();
    const url = s.engine.url(0, "/?_fields=authentication,home,url");
    const response = await s.exchange(s, { method: "GET", url });
    const answer = isOwn(s, JSON.parse(response.meta()).url) ? response : redirected(url);
    const isIndex = /^\s*\{/.test(answer.body);
    if (isIndex || !(await s.detour(s, answer, { url, tried, finding, own: true, safe: true }))) {
      if (isIndex && tried.length) s.keepFinding(s);
      return answer;
    }
  }
}

/**
 * Whether an address is the site's: on its origin and below its path, as for tokens.
 *
 * @param {State} s
 * @param {string} url
 */
function isOwn(s, url) {
  const [site, { origin, pathname }] = [s.engine.id(), url].map((each) => new URL(each));
  const base = site.pathname.replace(/\/?$/, "/");
  // Some servers read `/..;/` or `/%252e%252e/` as the way out. No address of the site's own needs either.
  const isPlain = !/[%;]/.test(pathname.slice(base.length));
  return origin === site.origin && `${pathname}/`.startsWith(base) && isPlain;
}

/**
 * What the engine's own requests say of a redirect that they don't follow.
 *
 * @param {string} url
 */
function redirected(url) {
  const meta = { status: REDIRECTED, url, request: { url, method: "GET", names: [] } };
  return { status: REDIRECTED, body: "", meta: () => JSON.stringify(meta) };
}

/**
 * An address that may be relative to the page.
 *
 * @param {string} address
 */
export function urlOf(address) {
  const url = quiet(() => new URL(address, globalThis.location?.href));
  // No `cause`: what is thrown for an address quotes it, with the application password in it.
  if (!url) throw invalidOption("This is not a valid URL.");
  return url;
}
