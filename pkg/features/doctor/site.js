// What the doctor knows of a client's site before it looks.

/**
 * @import { State } from "../../engine/state.d.ts"
 * @import { Probe } from "./look.js"
 */

/** Of the index: as little as tells. */
const FIELDS = "_fields=name,url,home,namespaces,authentication";

/**
 * The site, as the rules take it, and its addresses.
 *
 * @typedef {ReturnType<typeof siteOf>} Site
 * @typedef {Record<string, any>} Seen observations of many kinds: src/core/doctor/observation.rs
 * @param {State} s
 */
export function siteOf(s) {
  const site = s.engine.id();
  const finding = JSON.parse(s.engine.finding() ?? "{}");
  // As src/core/site.rs asks: some servers send the bare folder elsewhere.
  const query = `${site}/index.php?rest_route=`;
  const pretty = `${site}/wp-json`;
  // As the client was given it, if it was given the root.
  const root = finding.root ?? (/\/wp-json\b/.test(s.options.site) ? pretty : query);
  const { plugin } = s.options;
  // Of servers that the index cannot tell apart, the one that answered the login.
  const { plugin: answered = finding.plugin } = JSON.parse(s.engine.session());
  const inPage = s.options.place !== "server";
  return {
    seen: /** @type {Seen & { probes: Record<string, Probe> }} */ ({
      site,
      root,
      page: inPage,
      origin: inPage ? globalThis.location?.origin : undefined,
      offline: globalThis.navigator?.onLine === false,
      loopback: isLoopback(site),
      plugin: plugin === "auto" ? answered : typeof plugin === "string" ? plugin : undefined,
      probes: {},
    }),
    index: indexOf(root),
    /** The same in the form that the client does not use. */
    other: indexOf(root === pretty ? query : pretty),
    query: indexOf(query),
    pretty: indexOf(pretty),
    /** The URL of a route, at the root that responds. */
    route: (/** @type {string} */ path) => root + path,
    /** A picture that every WordPress has, in the folder of its own files (Bedrock: `/wp`). */
    picture: `${site}${finding.folder ?? ""}/wp-includes/images/w-logo-blue.png`,
  };
}

const indexOf = (/** @type {string} */ root) =>
  `${root}/${root.includes("?") ? "&" : "?"}${FIELDS}`;

/** @param {string} address */
export function isLoopback(address) {
  const { hostname } = new URL(address);
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/**
 * With "www." where there is none, without it where there is. Nothing for names that have none, and for
 * those below another one: `www.anna.pages.example` may be somebody else's than `anna.pages.example`.
 *
 * @param {string} address
 */
export function variantOf(address) {
  const url = new URL(address);
  const [, name] = /^(?:www\.)?((?!www\.)[^.]+\.[^.]*[a-z][^.]*)$/.exec(url.hostname) ?? [];
  if (!name || isLoopback(address)) return undefined;
  url.hostname = url.hostname === name ? `www.${name}` : name;
  return url.href;
}
