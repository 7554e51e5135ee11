// /batch/v1: several writing requests in one.
import { noRoute, WpError } from "../answers.js";
import { validated } from "../params.js";
import { phpFields } from "../request.js";

/** @import { Answer, Methods, Route, Routed, Schema, Site, WpRequest } from "../types.d.ts" */

/**
 * @typedef {{ path?: string, method?: string, body?: Record<string, any> }} Entry body: any JSON
 * @typedef {(found: Route, request: WpRequest) => Record<string, string>} AllowOf
 */

const METHODS = ["POST", "PUT", "PATCH", "DELETE"];
/** @type {Record<string, Schema>} */
const args = {
  validation: { type: "string", enum: ["require-all-validate", "normal"], default: "normal" },
  requests: { type: "array", required: true, maxItems: 25, items: { type: "object" } },
};

/**
 * An entry of a batch as a request of its own.
 *
 * @param {Routed} outer
 * @param {Entry} entry
 * @returns {Routed}
 */
function requestOf(outer, { path = "", method = "POST", body = {} }) {
  const url = new URL(path, "http://batch");
  const query = phpFields(url.searchParams);
  return {
    ...outer,
    method,
    route: url.pathname,
    query,
    params: { ...query, ...body },
    json: body,
  };
}

/**
 * The batch's own checks of an entry. Throws the error for it.
 *
 * @param {Site} site
 * @param {Routed} request
 */
function check(site, request) {
  const found = site.routes.find(({ pattern }) => pattern.test(request.route));
  const endpoint = found?.endpoints.find(({ methods }) => methods.includes(request.method));
  if (!endpoint) throw noRoute();
  if (!endpoint.batch) {
    const message = "The requested route does not support batch requests.";
    throw new WpError("rest_batch_not_allowed", message, 400);
  }
  validated(request.params, endpoint.args ?? {}, request);
}

/**
 * The response for an entry that was not executed, with `Allow` if its route exists.
 *
 * @param {Site} site
 * @param {WpError} error
 * @param {Routed} entry
 * @param {AllowOf} allowOf
 */
function refusedOne(site, error, entry, allowOf) {
  const found =
    error.code === "rest_no_route"
      ? undefined
      : site.routes.find(({ pattern }) => pattern.test(entry.route));
  if (!found) return refused(error);
  entry.match = found.pattern.exec(entry.route)?.groups ?? {};
  return { ...refused(error), headers: orEmpty(allowOf(found, entry)) };
}

const refused = (/** @type {WpError} */ error) => ({
  body: error.body,
  status: error.status,
  headers: [],
});
const orEmpty = (/** @type {Record<string, string>} */ headers) =>
  Object.keys(headers).length ? headers : [];

/** @param {Entry[]} requests */
function refuseMethods(requests) {
  for (const [index, { method = "POST" }] of requests.entries()) {
    if (METHODS.includes(method)) continue;
    const message = `requests[${index}][method] is not one of POST, PUT, PATCH, and DELETE.`;
    throw new WpError("rest_invalid_param", "Invalid parameter(s): requests", 400, {
      params: { requests: message },
      details: { requests: { code: "rest_not_in_enum", message, data: null } },
    });
  }
}

/**
 * @param {Site} site
 * @param {(request: Routed) => Answer} dispatch
 * @param {AllowOf} allowOf
 * @returns {Record<string, Methods>}
 */
export const batchRoutes = (site, dispatch, allowOf) => ({
  "/batch/v1": {
    POST: {
      args,
      handler(request) {
        refuseMethods(request.params.requests);
        /** @type {Routed[]} */
        const entries = request.params.requests.map((/** @type {Entry} */ entry) =>
          requestOf(request, entry),
        );
        const errors = entries.map((entry) => errorOf(() => check(site, entry)));
        if (request.params.validation === "require-all-validate" && errors.some(Boolean)) {
          const responses = errors.map((error) => error && refused(error));
          return { status: 207, body: { failed: "validation", responses } };
        }
        const responses = entries.map((entry, index) =>
          errors[index] ? refusedOne(site, errors[index], entry, allowOf) : answer(dispatch(entry)),
        );
        return { status: 207, body: { responses } };
      },
    },
  },
});

/** @param {() => void} work */
function errorOf(work) {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof WpError) return error;
    throw error;
  }
}

/** @param {Answer} answer */
const answer = ({ body, status, headers = {} }) => ({ body, status, headers: orEmpty(headers) });
