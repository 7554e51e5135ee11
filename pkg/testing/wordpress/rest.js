// A REST request in the order of WP_REST_Server: user, route, parameters, permission, callback,
// headers.
import { Dies, noRoute, WpError } from "../answers.js";
import { validated } from "../params.js";
import { batchRoutes } from "./batch.js";
import { embedded } from "./embed.js";
import { indexOf, namespaceIndex, optionsOf } from "./index-routes.js";
import { mediaRoutes } from "./media.js";
import { postRoutes } from "./posts.js";
import { termRoutes } from "./terms.js";
import { userRoutes } from "./users.js";

/** @import { Answer, Endpoint, Fields, Methods, Route, Routed, Site, WpRequest } from "../types.d.ts" */

/**
 * The routes of a site.
 *
 * @param {Site} site
 * @returns {Route[]}
 */
export function routesOf(site) {
  /** @type {Record<string, Methods>} */
  const all = {
    ...batchRoutes(site, (request) => dispatch(site, request), allowOf),
    ...site.server.routes(site),
    ...postRoutes(site),
    ...mediaRoutes(site),
    ...termRoutes(site),
    ...userRoutes(site),
  };
  return Object.entries(all).map(([route, methods]) => ({
    route,
    pattern: new RegExp(`^${route.replaceAll("(?P<", "(?<")}$`, "i"),
    endpoints: Object.entries(methods).map(([names, endpoint]) => ({
      ...endpoint,
      methods: names.split(", "),
    })),
  }));
}

/**
 * The response to a REST request: `{ status, headers, body }`, with WordPress's headers.
 *
 * @param {Site} site
 * @param {Routed} request
 */
export function answerRest(site, request) {
  /** @type {Answer} */
  let answer;
  // What WordPress writes: "all", "some" where the request died, "none" where it did so early.
  let wrote = "all";
  try {
    request.user = site.server.authenticate(request, site) ?? null;
    answer = dispatch(site, request);
  } catch (error) {
    if (error instanceof Dies) wrote = error.early ? "none" : "some";
    answer = failed(error);
  }
  return finish(site, request, answer, wrote);
}

/**
 * A response in place of the route's own.
 *
 * @param {Site} site
 * @param {WpRequest} request
 * @param {Answer} answer
 */
export const answerInstead = (site, request, answer) => finish(site, request, answer, "all");

/** @param {unknown} error @returns {Answer} */
function failed(error) {
  if (error instanceof Dies) return error.answer;
  if (!(error instanceof WpError)) throw error;
  return { status: error.status, body: error.body };
}

/**
 * Finds and calls a route's endpoint. A `WpError` becomes a response; a `Dies` passes through.
 *
 * @param {Site} site
 * @param {Routed} request
 * @returns {Answer}
 */
export function dispatch(site, request) {
  if (request.route === "/" && request.method !== "OPTIONS") return indexOf(site);
  const found = site.routes.find(({ pattern }) => pattern.test(request.route));
  if (request.method === "OPTIONS") return optionsOf(site, found, request, allowOf);
  const namespace = namespaceIndex(site, request);
  if (namespace) return namespace;
  const method = request.method === "HEAD" ? "GET" : request.method;
  const endpoint = found?.endpoints.find(({ methods }) => methods.includes(method));
  if (!found || !endpoint) return failed(noRoute());
  request.match = found.pattern.exec(request.route)?.groups ?? {};
  try {
    const answer = callEndpoint(endpoint, request);
    return { ...answer, headers: { ...answer.headers, ...allowOf(found, request) } };
  } catch (error) {
    if (!(error instanceof WpError)) throw error;
    return { ...failed(error), headers: allowOf(found, request) };
  }
}

/** @param {Endpoint} endpoint @param {Routed} request @returns {Answer} */
function callEndpoint(endpoint, request) {
  if (request.jsonError) {
    const data = { json_error_code: 4, json_error_message: "Syntax error" };
    throw new WpError("rest_invalid_json", "Invalid JSON body passed.", 400, data);
  }
  request.params = validated(request.params, endpoint.args ?? {}, request);
  endpoint.permission?.(request);
  return { status: 200, ...endpoint.handler(request) };
}

/**
 * The methods that this user may use here, with these parameters.
 *
 * @param {Route} found
 * @param {WpRequest} request
 * @returns {Record<string, string>}
 */
function allowOf(found, request) {
  const allowed = found.endpoints.filter(({ permission }) => {
    try {
      permission?.(/** @type {Routed} */ (request));
      return true;
    } catch {
      return false;
    }
  });
  const methods = allowed.flatMap((endpoint) => endpoint.methods);
  return methods.length ? { Allow: methods.join(", ") } : {};
}

/**
 * Adds the headers, and applies `_fields`, `_embed` and `_envelope`.
 *
 * @param {Site} site
 * @param {WpRequest} request
 * @param {Answer} answer
 * @param {string} wrote
 */
function finish(site, request, answer, wrote) {
  const { total, perPage, ...rest } = answer;
  if (total !== undefined)
    Object.assign(
      /** @type {object} */ (rest.headers),
      pagingHeaders(site, request, total, /** @type {number} */ (perPage)),
    );
  let { status, headers = {}, body } = /** @type {Answer & { status: number }} */ (rest);
  if (status < 300 && request.query._embed !== undefined) {
    body = embedded(site, body, request.query._embed);
  }
  if (request.query._fields !== undefined && status < 300) {
    const kept = trimmed(body, request.query._fields);
    body = rest.links
      ? { .../** @type {object} */ (kept), _links: /** @type {Fields} */ (body)._links }
      : kept;
  }
  if (request.query._envelope !== undefined && wrote === "all") {
    body = { body, status, headers };
    [status, headers] = [200, {}];
  }
  return { status, body, headers: { ...baseHeaders(site, request, wrote), ...headers } };
}

/**
 * @param {Site} site
 * @param {WpRequest} request
 * @param {number} total
 * @param {number} perPage
 */
function pagingHeaders(site, { route, url, query, params }, total, perPage) {
  const pages = Math.ceil(total / perPage);
  const page = params.page ?? 1;
  const asked = url.searchParams.get("rest_route");
  const sent = { ...(asked && { rest_route: asked }), ...query };
  /** @param {number} number @param {string} rel */
  const link = (number, rel) => {
    /** @type {Fields} */
    const fields = { ...sent, page: number };
    const pairs = Object.keys(fields).flatMap((name) =>
      phpPairs(name, name === "page" ? number : (params[name] ?? fields[name])),
    );
    return `<${site.root}${route}?${new URLSearchParams(pairs)}>; rel="${rel}"`;
  };
  const links = [];
  if (page > 1) links.push(link(Math.min(page - 1, pages), "prev"));
  if (page < pages) links.push(link(page + 1, "next"));
  return {
    "X-WP-Total": total,
    "X-WP-TotalPages": pages,
    ...(links.length && { Link: links.join(", ") }),
  };
}

/**
 * As PHP writes a value into a query: lists with numbers.
 *
 * @param {string} name
 * @param {unknown} value
 * @returns {[string, string][]}
 */
const phpPairs = (name, value) =>
  Array.isArray(value)
    ? value.map((one, index) => [`${name}[${index}]`, String(one)])
    : [[name, value === true ? "1" : String(value)]];

/** @param {unknown} value @returns {value is Fields} */
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/**
 * `_fields=id,title.rendered`, of each item of a list.
 *
 * @param {unknown} body
 * @param {string | string[]} asked
 * @returns {unknown}
 */
function trimmed(body, asked) {
  const fields = Array.isArray(asked) ? asked : asked.split(/[\s,]+/);
  if (Array.isArray(body)) return body.map((item) => trimmed(item, fields));
  if (!isObject(body)) return body;
  /** @type {Fields} */
  const kept = {};
  for (const name of Object.keys(body)) {
    const inner = fields.filter((field) => field.startsWith(`${name}.`));
    if (fields.includes(name)) kept[name] = body[name];
    else if (inner.length && isObject(body[name])) {
      kept[name] = trimmed(
        body[name],
        inner.map((field) => field.slice(name.length + 1)),
      );
    }
  }
  // PHP has one empty array for both.
  return Object.keys(kept).length ? kept : [];
}

const ALLOWED = "Authorization, X-WP-Nonce, Content-Disposition, Content-MD5, Content-Type";

/** @param {Site} site @param {WpRequest} request @param {string} wrote */
function baseHeaders(site, request, wrote) {
  const type = { "Content-Type": "application/json; charset=UTF-8" };
  if (wrote === "none") return type;
  const { origin, user, method } = request;
  return {
    ...type,
    "X-Robots-Tag": "noindex",
    Link: `<${site.root}/>; rel="https://api.w.org/"`,
    "X-Content-Type-Options": "nosniff",
    "Access-Control-Expose-Headers": "X-WP-Total, X-WP-TotalPages, Link",
    "Access-Control-Allow-Headers": ALLOWED,
    ...(user && {
      "Cache-Control": "no-cache, must-revalidate, max-age=0, no-store, private",
      Expires: "Wed, 11 Jan 1984 05:00:00 GMT",
    }),
    ...(wrote === "all" && {
      ...(origin && {
        "Access-Control-Allow-Origin": /^https?:|^null$/.test(origin) ? origin : "",
        "Access-Control-Allow-Methods": "OPTIONS, GET, POST, PUT, PATCH, DELETE",
        "Access-Control-Allow-Credentials": "true",
      }),
      ...((origin || (method === "GET" && !user)) && { Vary: "Origin" }),
    }),
  };
}
