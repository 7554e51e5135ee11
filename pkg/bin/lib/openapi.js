// A site's routes as an OpenAPI 3.1 document.
import { jsonSchema } from "./json-schema.js";
import { answersOf, endpointsOf, nameOf, partsOf, routesOf, unnamed } from "./routes.js";

/**
 * @import { Description, Endpoint, Index, Kind, Parameter, Schema } from "./routes.js"
 * @typedef {import("./rehearse.js").Rehearsal | null} Login
 * @typedef {(string | Parameter)[]} Path
 * @typedef {Record<string, Schema>} Args
 */

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"];
const WITH_BODY = ["POST", "PUT", "PATCH"];
/** Routes that take a file, as the field `file` of a form (`WP_REST_Attachments_Controller`). */
const FILES = ["/wp/v2/media"];

/** What WordPress responds when it refuses (`WP_Error`). */
const FAILURE = {
  type: "object",
  properties: {
    code: { type: "string" },
    message: { type: "string" },
    data: { type: ["object", "null"], properties: { status: { type: "integer" } } },
  },
  required: ["code", "message"],
};

/**
 * @param {{ site: string, root: string, index: Index, login: Login }} options
 * @returns {{ document: object, count: number }} `count`: how many operations are in it
 */
export function openApi({ site, root, index, login }) {
  const routes = routesOf(index);
  /** @type {Record<string, object>} */
  const paths = {};
  const schemas = schemaNames();
  const known = routes.map(([route]) => unnamed(route));
  let count = 0;
  for (const [route, description] of routes) {
    const path = partsOf(route);
    // OpenAPI knows no two paths that differ in the names of their parameters only.
    if (!path || Object.keys(paths).some((other) => shapeOf(other) === shapeOf(written(path)))) {
      continue;
    }
    const answers = new Map(answersOf(route, description, known));
    const schema = answers.size ? schemas.of(description.schema, route) : undefined;
    const operations = operationsOf(route, path, description, (method) =>
      schema ? answered(answers.get(method), schema) : {},
    );
    if (!operations.length) continue;
    paths[written(path)] = Object.fromEntries(operations);
    count += operations.length;
  }
  const security = securityOf(login);
  const document = {
    openapi: "3.1.0",
    info: {
      title: typeof index?.name === "string" && index.name ? index.name : new URL(site).host,
      description: `The REST API of ${site}, written by \`npx presskey postman --openapi\`.`,
      version: "1.0.0",
    },
    servers: [{ url: root.replace(/\/$/, "") }],
    // Empty: a visitor may call what WordPress shows to visitors.
    ...(security && { security: [{ login: [] }, {}] }),
    paths,
    components: {
      schemas: { ...schemas.all(), Failure: FAILURE },
      ...(security && { securitySchemes: { login: security } }),
    },
  };
  return { document, count };
}

/** @param {Login} login */
function securityOf(login) {
  if (!login) return undefined;
  const { name, scheme } = login.header;
  const isUsual = name.toLowerCase() === "authorization" && /^(Bearer|Basic)$/.test(scheme);
  return isUsual
    ? { type: "http", scheme: scheme.toLowerCase() }
    : { type: "apiKey", in: "header", name };
}

const written = (/** @type {Path} */ path) =>
  path.map((part) => (typeof part === "string" ? part : `{${part.name}}`)).join("");

const shapeOf = (/** @type {string} */ path) => path.replace(/\{\w+\}/g, "{}");

/** Schemas by name: the same one has one name, others of the same title get a number. */
function schemaNames() {
  const found = new Map();
  return {
    /** @param {Schema | undefined} schema @param {string} route */
    of(schema, route) {
      if (!schema?.properties || Array.isArray(schema.properties)) return undefined;
      const body = jsonSchema({ ...schema, type: "object" }, true);
      const name = nameOf(schema.title, route);
      for (let number = 1; ; number++) {
        const tried = number > 1 ? `${name}${number}` : name;
        if (tried === "Failure") continue;
        if (!found.has(tried)) found.set(tried, body);
        if (JSON.stringify(found.get(tried)) === JSON.stringify(body)) {
          return { $ref: `#/components/schemas/${tried}` };
        }
      }
    },
    all: () => Object.fromEntries(found),
  };
}

/**
 * The schema of what a method returns, given that of an item.
 *
 * @param {Kind | undefined} kind
 * @param {Schema} item
 */
function answered(kind, item) {
  if (kind === "list") return { type: "array", items: item };
  if (kind === "keyed") return { type: "object", additionalProperties: item };
  if (kind !== "deleted") return kind ? item : {};
  const properties = { deleted: { const: true }, previous: item };
  return { anyOf: [item, { type: "object", properties, required: ["deleted", "previous"] }] };
}

/**
 * `[method, operation]` for each method of a route.
 *
 * @param {string} route
 * @param {Path} path
 * @param {Description | undefined} description
 * @param {(method: string) => Schema} schemaOf
 * @returns {[method: string, operation: object][]}
 */
function operationsOf(route, path, description, schemaOf) {
  const all = endpointsOf(description).flatMap(({ methods, args }) =>
    methods
      .filter((method) => METHODS.includes(method))
      .map((method) => /** @type {[string, Args]} */ ([method, isObject(args) ? args : {}])),
  );
  // WordPress takes the first endpoint that has the method.
  const first = all.filter(([method], at) => all.findIndex(([other]) => other === method) === at);
  const namespace = description?.namespace;
  return first.map(([method, args]) => [
    method.toLowerCase(),
    {
      operationId: idOf(method, path),
      tags: [namespace && typeof namespace === "string" ? namespace : "WordPress"],
      ...parametersOf(method, path, args),
      ...(WITH_BODY.includes(method) && bodyOf(route, path, args)),
      responses: responsesOf(method, schemaOf(method)),
    },
  ]);
}

/**
 * `GET /wp/v2/posts/{id}` is `getWpV2PostsById`.
 *
 * @param {string} method
 * @param {Path} path
 */
function idOf(method, path) {
  const words = path.flatMap((part) =>
    typeof part === "string" ? (part.match(/[A-Za-z0-9]+/g) ?? []) : ["by", part.name],
  );
  const name = words.map((word) => word[0].toUpperCase() + word.slice(1)).join("");
  return `${method.toLowerCase()}${name || "Index"}`;
}

/** @param {string} method @param {Path} path @param {Args} args */
function parametersOf(method, path, args) {
  const named = path.filter((part) => typeof part !== "string");
  const own = [...new Map(named.map((part) => [part.name, part])).values()];
  const inPath = own.map(({ name, pattern }) => ({
    ...{ name, in: "path", required: true },
    ...described(args[name]),
    schema: typed(jsonSchema(args[name], false), pattern),
  }));
  const isQuery = !WITH_BODY.includes(method);
  const inQuery = Object.entries(isQuery ? args : {})
    .filter(([name]) => own.every((part) => part.name !== name))
    .map(([name, schema]) => queryParameter(name, schema));
  const parameters = [...inPath, ...inQuery];
  return parameters.length ? { parameters } : {};
}

/** @param {string} name @param {Schema} given */
function queryParameter(name, given) {
  const schema = jsonSchema(given, false);
  return {
    ...{ name, in: "query" },
    ...(given?.required === true && { required: true }),
    ...described(given),
    // `include=1,2` and `meta[key]=value`, as WordPress reads them.
    ...(schema.type === "array" && { style: "form", explode: false }),
    ...(schema.type === "object" && { style: "deepObject", explode: true }),
    schema,
  };
}

const described = (/** @type {Schema | undefined} */ schema) =>
  typeof schema?.description === "string" && schema.description
    ? { description: schema.description }
    : {};

/**
 * The pattern of a route says what its parameter is where nothing else does.
 *
 * @param {Schema} schema
 * @param {string} pattern
 */
const typed = (schema, pattern) =>
  schema.type ? schema : { ...schema, type: /^\[?\\d\]?\+$/.test(pattern) ? "integer" : "string" };

/** @param {string} route @param {Path} path @param {Args} args */
function bodyOf(route, path, args) {
  const names = path.flatMap((part) => (typeof part === "string" ? [] : part.name));
  const fields = Object.entries(args).filter(([name]) => !names.includes(name));
  const isFile = FILES.includes(route);
  if (!fields.length && !isFile) return {};
  const schema = jsonSchema({ type: "object", properties: Object.fromEntries(fields) }, false);
  if (isFile) {
    const file = { type: "string", contentMediaType: "application/octet-stream" };
    schema.properties = { file, ...schema.properties };
  }
  const type = isFile ? "multipart/form-data" : "application/json";
  return { requestBody: { required: Boolean(schema.required), content: { [type]: { schema } } } };
}

/** @param {string} method @param {Schema} schema */
function responsesOf(method, schema) {
  const content = (/** @type {Schema} */ one) => ({ "application/json": { schema: one } });
  const good = { description: "Success", content: content(schema) };
  const bad = content({ $ref: "#/components/schemas/Failure" });
  return {
    200: good,
    ...(method === "POST" && { 201: { ...good, description: "Created" } }),
    default: { description: "Failure", content: bad },
  };
}

const isObject = (/** @type {unknown} */ value) =>
  typeof value === "object" && value !== null && !Array.isArray(value);
