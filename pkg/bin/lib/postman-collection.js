// A site's routes as a Postman collection, schema v2.1.0.
import { endpointsOf, partsOf, routesOf } from "./routes.js";

/**
 * @import { Description, Endpoint, Index, Parameter, Schema } from "./routes.js"
 * @import { Recorded, Rehearsal } from "./rehearse.js"
 * @typedef {(string | Parameter)[]} Path
 * @typedef {ReturnType<typeof addressOf>} Address
 * @typedef {ReturnType<typeof parameter>} Field
 */

const SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
/** Routes that take a file, as the field `file` of a form (`WP_REST_Attachments_Controller`). */
const FILES = ["/wp/v2/media"];
/** For a site that names no routes: a collection must not be empty. */
/** @type {[string, Description][]} */
const INDEX = [["/", { endpoints: [{ methods: ["GET"] }] }]];

/**
 * @param {{ site: string, root: string, index: Index, login: Rehearsal | null }} options
 * @returns {{ document: object, count: number }} `count`: how many requests are in it
 */
export function postmanCollection({ site, root, index, login }) {
  const address = addressOf(root);
  const routes = routesOf(withoutVariables(index));
  const requests = (routes.length ? routes : INDEX).flatMap(([route, description]) =>
    requestsOf(route, description, address),
  );
  const document = {
    info: {
      name: text(index?.name) || new URL(site).host,
      description: `The REST API of ${site}, written by \`npx presskey postman\`.`,
      schema: SCHEMA,
    },
    ...(login && { auth: authOf(login) }),
    item: [
      ...(login?.login
        ? [loginItem(/** @type {Parameters<typeof loginItem>[0]} */ (login), address)]
        : []),
      ...folders(requests),
    ],
    variable: variablesOf(address, login),
  };
  return { document, count: requests.length };
}

/**
 * Postman replaces `{{password}}` by the password in whatever is sent, also in what a site has written.
 *
 * @param {Index} index
 * @returns {Index}
 */
const withoutVariables = (index) =>
  JSON.parse(JSON.stringify(index ?? null).replace(/\{(?=\{)/g, "{ "));

/** A variable for a part of a route, which is never one of the collection's own. */
const variable = (/** @type {string} */ name) =>
  /^(baseUrl|username|password|token)$/.test(name) ? `{{path_${name}}}` : `{{${name}}}`;

const text = (/** @type {unknown} */ value) => (typeof value === "string" ? value : "");

/**
 * How URLs are written: below a path, or with the route in `?rest_route=` (plain permalinks).
 *
 * @param {string} root
 */
function addressOf(root) {
  const url = new URL(root);
  const isPlain = url.searchParams.has("rest_route");
  const baseUrl = isPlain ? url.origin + url.pathname : root.replace(/\/$/, "");
  return { baseUrl, isPlain };
}

/** @param {Address} address @param {Rehearsal | null} login */
function variablesOf({ baseUrl }, login) {
  const variables = { baseUrl, username: "", password: "", ...(login?.login && { token: "" }) };
  return Object.entries(variables).map(([key, value]) => ({ key, value, type: "string" }));
}

const attributes = (/** @type {Record<string, string>} */ values) =>
  Object.entries(values).map(([key, value]) => ({ key, value, type: "string" }));

/**
 * What all requests are sent with, unless a request says otherwise.
 *
 * @param {Rehearsal} login
 */
function authOf({ header: { name, scheme } }) {
  const isUsual = name.toLowerCase() === "authorization";
  if (isUsual && scheme === "Bearer") {
    return { type: "bearer", bearer: attributes({ token: "{{token}}" }) };
  }
  if (isUsual && scheme === "Basic") {
    const values = { username: "{{username}}", password: "{{password}}" };
    return { type: "basic", basic: attributes(values) };
  }
  const value = `${scheme} {{token}}`.trim();
  return { type: "apikey", apikey: attributes({ key: name, value, in: "header" }) };
}

/** @param {Rehearsal & { login: Recorded }} rehearsal @param {Address} address */
function loginItem({ login, tokenPaths }, { baseUrl }) {
  const read = tokenPaths.map((path) => `body?.${path.replaceAll(".", "?.")}`).join(" ?? ");
  const isBelow = login.url.startsWith(`${baseUrl}/`);
  const raw = isBelow ? `{{baseUrl}}${login.url.slice(baseUrl.length)}` : login.url;
  return {
    name: "Log in",
    request: {
      auth: { type: "noauth" },
      method: login.method,
      header: attributes({ Accept: "application/json" }),
      url: isBelow ? { raw, ...urlParts(raw) } : raw,
      body: loginBody(login),
      description: "Keeps the token in the variable `token`, which all other requests send.",
    },
    event: [
      {
        listen: "test",
        script: {
          type: "text/javascript",
          exec: [
            "const body = pm.response.json();",
            `const token = ${read};`,
            'pm.test("logged in", () => pm.expect(token).to.be.a("string"));',
            'if (token) pm.collectionVariables.set("token", token);',
          ],
        },
      },
    ],
  };
}

/** @param {Recorded} login */
function loginBody({ headers, body }) {
  const type = headers.find(([name]) => name === "content-type")?.[1] ?? "";
  if (type.includes("json")) return rawJson(body);
  return {
    mode: "urlencoded",
    urlencoded: attributes(Object.fromEntries(new URLSearchParams(body))),
  };
}

const rawJson = (/** @type {string} */ raw) => ({
  mode: "raw",
  raw,
  options: { raw: { language: "json" } },
});

/**
 * `{{baseUrl}}/wp/v2/posts?a=1` as Postman wants it next to the raw text.
 *
 * @param {string} raw
 */
function urlParts(raw) {
  const [before, search] = raw.split("?", 2);
  const [host, ...path] = before.split("/");
  return {
    host: [host],
    ...(path.length && { path }),
    ...(search && { query: attributes(Object.fromEntries(new URLSearchParams(search))) }),
  };
}

/**
 * One request for each endpoint of a route, by the first of its methods: PUT and PATCH do as POST.
 *
 * @param {string} route
 * @param {Description} description
 * @param {Address} address
 */
function requestsOf(route, description, address) {
  const parts = partsOf(route);
  if (!parts) return [];
  return endpointsOf(description).map(({ methods, args }) => {
    const names = parts.flatMap((part) => (typeof part === "string" ? [] : part.name));
    const fields = Object.entries(args ?? {}).filter(([name]) => !names.includes(name));
    const method = String(methods[0]);
    const hasBody = !["GET", "HEAD", "DELETE"].includes(method);
    const parameters = fields.map(([name, schema]) => parameter(name, schema));
    return {
      namespace: text(description.namespace),
      route,
      item: {
        name: nameOf(parts),
        request: {
          method,
          header: attributes({ Accept: "application/json" }),
          url: urlOf(parts, args, hasBody ? [] : parameters, address),
          ...(hasBody && parameters.length && { body: bodyOf(route, parameters) }),
        },
      },
    };
  });
}

const nameOf = (/** @type {Path} */ parts) =>
  parts.map((part) => (typeof part === "string" ? part : `{${part.name}}`)).join("");

/**
 * A field that is sent once it is ticked in Postman; a required one is ticked.
 *
 * @param {string} key
 * @param {Schema | undefined} schema
 */
function parameter(key, schema) {
  const example = schema?.default ?? schema?.enum?.[0] ?? "";
  return {
    key,
    value: typeof example === "object" ? "" : String(example),
    description: text(schema?.description),
    disabled: schema?.required !== true,
  };
}

/** @param {string} route @param {Field[]} parameters */
function bodyOf(route, parameters) {
  if (!FILES.includes(route)) return { mode: "urlencoded", urlencoded: parameters };
  const fields = parameters.map((each) => ({ ...each, type: "text" }));
  return { mode: "formdata", formdata: [{ key: "file", type: "file", src: [] }, ...fields] };
}

/**
 * @param {Path} parts
 * @param {Endpoint["args"]} args
 * @param {Field[]} query
 * @param {Address} address
 */
function urlOf(parts, args, query, { isPlain }) {
  const search = query.map(({ key, value }) => `${key}=${encodeURIComponent(value)}`);
  if (isPlain) {
    // Postman fills in `:id` in paths only, variables everywhere.
    const value = parts
      .map((part) => (typeof part === "string" ? part : variable(part.name)))
      .join("");
    const raw = `{{baseUrl}}?${[`rest_route=${value}`, ...required(query, search)].join("&")}`;
    return { raw, host: ["{{baseUrl}}"], query: [{ key: "rest_route", value }, ...query] };
  }
  // `:id` has to be a whole segment.
  const path = parts.map((part) => (typeof part === "string" ? part : `:${part.name}`)).join("");
  const segments = path.split("/").slice(1);
  const own = parts.flatMap((part) =>
    typeof part !== "string" && segments.includes(`:${part.name}`) ? part.name : [],
  );
  const whole = segments.map((segment) =>
    own.includes(segment.slice(1))
      ? segment
      : segment.replace(/:(\w+)/g, (_, name) => variable(name)),
  );
  const searched = required(query, search);
  return {
    raw: `{{baseUrl}}/${whole.join("/")}${searched.length ? `?${searched.join("&")}` : ""}`,
    host: ["{{baseUrl}}"],
    path: whole,
    ...(query.length && { query }),
    ...(own.length && {
      variable: own.map((key) => ({ key, value: "", description: text(args?.[key]?.description) })),
    }),
  };
}

/** @param {Field[]} query @param {string[]} search */
const required = (query, search) => search.filter((_, at) => !query[at].disabled);

/**
 * By namespace, and in it by what the routes are about.
 *
 * @param {ReturnType<typeof requestsOf>} requests
 */
function folders(requests) {
  /** @type {Map<string, Map<string, object[]>>} */
  const all = new Map();
  for (const { namespace, route, item } of requests) {
    const rest = route.startsWith(`/${namespace}/`) ? route.slice(namespace.length + 2) : "";
    const topic = rest.split("/")[0];
    const topics = within(all, namespace, new Map());
    within(topics, topic, []).push(item);
  }
  return [...all].flatMap(([namespace, topics]) => {
    const items = [...topics].flatMap(([name, item]) => (name ? [{ name, item }] : item));
    return namespace ? [{ name: namespace, item: items }] : items;
  });
}

/**
 * @template Value
 * @param {Map<string, Value>} map
 * @param {string} key
 * @param {Value} fresh
 * @returns {Value}
 */
function within(map, key, fresh) {
  if (!map.has(key)) map.set(key, fresh);
  return /** @type {Value} */ (map.get(key));
}
