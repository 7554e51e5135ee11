// The routes of a site, from its index with schemas (`GET /?context=help`).

/**
 * @typedef {Record<string, any>} Schema JSON Schema, unchecked: a site may send anything
 * @typedef {{ methods: string[], args?: Record<string, Schema> }} Endpoint
 * @typedef {{ namespace?: unknown, schema?: Schema, endpoints?: Endpoint[] }} Description
 * @typedef {{ name?: string, routes?: Record<string, Description> }} Index
 * @typedef {{ name: string, pattern: string }} Parameter
 * @typedef {"one" | "list" | "keyed" | "deleted"} Kind what a method returns
 */

/** Named groups of a route's regular expression, up to the end of their segment. */
const PARAMETER = /\(\?P<\w+>(.*?)\)(?=\/|$)/g;
/** These routes return objects keyed by slug, not lists (`WP_REST_Post_Types_Controller` and others). */
const KEYED = ["/wp/v2/types", "/wp/v2/statuses", "/wp/v2/taxonomies", "/wp/v2/menu-locations"];
/** These return one item, as do routes that end in a parameter. WordPress does not say it. */
const SINGLE = ["/wp/v2/settings", "/wp/v2/users/me", "/wp/v2/templates/lookup"];

/** A route without the names of its parameters: these differ between routes of the same path. */
export const unnamed = (/** @type {string} */ route) => route.replace(PARAMETER, "(*)");

/** The patterns of a route's parameters. */
export const patternsOf = (/** @type {string} */ route) =>
  [...route.matchAll(PARAMETER)].map(([, pattern]) => pattern);

/**
 * The route with each parameter replaced by `text`.
 *
 * @param {string} route
 * @param {string} text
 */
export const fill = (route, text) => route.replace(PARAMETER, text);

/** All routes of an index with their descriptions, sorted by route. */
export const routesOf = (/** @type {Index | undefined} */ index) =>
  Object.entries(index?.routes ?? {})
    .filter(([route]) => route.startsWith("/"))
    .sort(([a], [b]) => (a < b ? -1 : 1));

/**
 * The endpoints of a route: `{ methods, args }`.
 *
 * @param {Description | undefined} description
 */
export const endpointsOf = (description) =>
  /** @type {Endpoint[]} */ (
    [description?.endpoints].flat().filter((endpoint) => Array.isArray(endpoint?.methods))
  );

/**
 * What each method of a route returns: `one` item, a `list`, items by `key`, or a `deleted` item.
 * Methods for which that is unknown are left out.
 *
 * @param {string} route
 * @param {Description} description
 * @param {string[]} paths
 * @returns {[method: string, kind: Kind][]}
 */
export function answersOf(route, description, paths) {
  if (!description?.schema) return [];
  const endpoints = endpointsOf(description);
  const read = endpoints.find(({ methods }) => methods.includes("GET"));
  /** @type {[method: string, kind: Kind | undefined][]} */
  const kinds = [
    ["GET", readingOf(route, read?.args, paths)],
    ...["POST", "PUT", "PATCH"].map((method) => /** @type {[string, Kind]} */ ([method, "one"])),
    ["DELETE", "deleted"],
  ];
  const methods = new Set(endpoints.flatMap((endpoint) => endpoint.methods));
  return /** @type {[string, Kind][]} */ (
    kinds.filter(([method, kind]) => kind && methods.has(method))
  );
}

/**
 * @param {string} route
 * @param {Endpoint["args"]} args
 * @param {string[]} paths
 */
function readingOf(route, args, paths) {
  if (KEYED.includes(route)) return "keyed";
  if (SINGLE.includes(route) || route.endsWith(")")) return "one";
  const isParent = paths.includes(`${unnamed(route)}/(*)`);
  if (args?.per_page || isParent) return "list";
  return route.startsWith("/wp/v2/") ? undefined : "one";
}

/**
 * A name for a schema: `wp_block-revision` is WpBlockRevision.
 *
 * @param {unknown} title
 * @param {string} route
 */
export function nameOf(title, route) {
  const last = fill(route, "").split("/").filter(Boolean).at(-1);
  const given = typeof title === "string" && title ? title : (last ?? "");
  const words = given.match(/[A-Za-z0-9]+/g) ?? ["Item"];
  const name = words.map((word) => word[0].toUpperCase() + word.slice(1)).join("");
  return /^\d/.test(name) ? `Item${name}` : name;
}

/**
 * A route's path: literal texts and parameters in order, or undefined for a regular expression that
 * is more than that.
 *
 * @param {string} route
 * @returns {(string | Parameter)[] | undefined}
 */
export function partsOf(route) {
  /** @type {(string | Parameter)[]} */
  const parts = [];
  for (let at = 0; at < route.length; ) {
    if (/^\\[-/.]/.test(route.slice(at, at + 2))) at++;
    const group = route[at] === "(" ? groupAt(route, at) : undefined;
    if (route[at] === "(" && !group) return undefined;
    const text = group ?? route[at];
    at += text.length;
    if (!group) {
      if (typeof parts.at(-1) === "string") parts.push(parts.pop() + text);
      else parts.push(text);
      continue;
    }
    const named = text.match(/^\(\?P?<(\w+)>(.*)\)$/s);
    // A parameter within an optional group would be two routes.
    if (!named || /\(\?P?<\w/.test(named[2]) || /[?*]/.test(route[at] ?? "")) return undefined;
    parts.push({ name: named[1], pattern: named[2] });
  }
  const isPlain = (/** @type {string | Parameter} */ part) =>
    typeof part !== "string" || /^[\w/~.@:%-]*$/.test(part);
  return parts.every(isPlain) ? parts : undefined;
}

/**
 * The group that begins at a bracket, to its end.
 *
 * @param {string} text
 * @param {number} start
 */
function groupAt(text, start) {
  let depth = 0;
  let inClass = false;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === "\\") at++;
    else if (inClass) inClass = char !== "]";
    else if (char === "[") inClass = true;
    else if (char === "(") depth++;
    else if (char === ")" && --depth === 0) return text.slice(start, at + 1);
  }
  return undefined;
}
