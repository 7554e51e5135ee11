// The API's descriptions of itself: the index, a namespace's index, and responses to OPTIONS.

/** @import { Answer, Endpoint, Route, Routed, Schema, Site, WpRequest } from "../types.d.ts" */

/** @param {Pick<Route["endpoints"][number], "methods" | "args" | "batch">} endpoint */
const described = ({ methods, args = {}, batch }) => ({
  methods,
  ...(batch && { allow_batch: { v1: true } }),
  args: Object.keys(args).length
    ? Object.fromEntries(
        Object.entries(args).map(([name, schema]) => [name, { required: false, ...schema }]),
      )
    : [],
});

/** @param {Site} site @param {string} route */
const namespaceOf = (site, route) =>
  site.namespaces.find(
    (/** @type {string} */ name) => route === `/${name}` || route.startsWith(`/${name}/`),
  ) ?? "";

/**
 * @param {Site} site
 * @param {{ route: string, endpoints: Parameters<typeof described>[0][] }} found
 */
function routeBody(site, { route, endpoints }) {
  const fixed = !route.includes("(");
  return {
    namespace: namespaceOf(site, route),
    methods: [...new Set(endpoints.flatMap(({ methods }) => methods))],
    endpoints: endpoints.map(described),
    ...(fixed && { _links: { self: [{ href: site.root + route }] } }),
  };
}

/** @param {string} namespace */
const GET = (namespace) => ({
  methods: ["GET"],
  args: {
    ...(namespace && { namespace: { default: namespace } }),
    context: { default: "view" },
  },
});

/**
 * The routes below a prefix, as the index shows them.
 *
 * @param {Site} site
 * @param {string} namespace
 */
const routesBelow = (site, namespace) =>
  Object.fromEntries(
    [{ route: namespace ? `/${namespace}` : "/", endpoints: [GET(namespace)] }, ...site.routes]
      .filter(
        ({ route }) =>
          !namespace || route === `/${namespace}` || route.startsWith(`/${namespace}/`),
      )
      .map((each) => [each.route, routeBody(site, each)]),
  );

/** @param {Site} site */
export function indexOf(site) {
  const authentication = site.server.authentication?.(site);
  const body = {
    name: site.name,
    description: "",
    url: site.url,
    home: site.url,
    gmt_offset: "0",
    timezone_string: "",
    namespaces: site.namespaces,
    // An empty array of PHP.
    authentication: authentication ?? [],
    routes: routesBelow(site, ""),
    ...{ site_logo: 0, site_icon: 0, site_icon_url: "" },
    _links: { help: [{ href: "https://developer.wordpress.org/rest-api/" }] },
  };
  return { status: 200, headers: { Allow: "GET" }, body };
}

/** @param {Site} site @param {WpRequest} request */
export function namespaceIndex(site, { route, method }) {
  const namespace = site.namespaces.find((/** @type {string} */ name) => route === `/${name}`);
  if (!namespace || (method !== "GET" && method !== "HEAD")) return undefined;
  const body = {
    namespace,
    routes: routesBelow(site, namespace),
    _links: { up: [{ href: `${site.root}/` }] },
  };
  return { status: 200, headers: { Allow: "GET" }, body, links: true };
}

/**
 * For a route that doesn't exist, WordPress responds with an empty list.
 *
 * @param {Site} site
 * @param {Route | undefined} found
 * @param {Routed} request
 * @param {(found: Route, request: WpRequest) => Record<string, string>} allowOf
 * @returns {Answer}
 */
export function optionsOf(site, found, request, allowOf) {
  if (!found) return { status: 200, body: [] };
  request.match = found.pattern.exec(request.route)?.groups ?? {};
  return { status: 200, headers: allowOf(found, request), body: routeBody(site, found) };
}
