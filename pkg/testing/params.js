// Checks parameters against their schema, as rest_validate_value_from_schema() does: the same codes,
// texts and order, for the types that the routes here use.
import { WpError } from "./answers.js";

/** @import { Problem, Schema, WpRequest } from "./types.d.ts" */

const listed = (/** @type {string[]} */ values) =>
  values.length > 1
    ? `${values.slice(0, -1).join(", ")}${values.length > 2 ? "," : ""} and ${values.at(-1)}`
    : values[0];

/** @param {string} name @param {string} type @returns {Problem} */
const wrongType = (name, type) => ({
  code: "rest_invalid_type",
  message: `${name} is not of type ${type}.`,
  data: { param: name },
});
/** @param {string} code @param {string} message @param {object | null} [data] @returns {Problem} */
const wrong = (code, message, data = null) => ({ code, message, data });

/** @type {Record<NonNullable<Schema["type"]>, (value: unknown) => boolean>} */
const checks = {
  integer: (value) => /^-?\d+(\.0*)?$/.test(String(value)),
  number: (value) => String(value).trim() !== "" && Number.isFinite(Number(value)),
  boolean: (value) => ["true", "false", "1", "0", ""].includes(String(value).toLowerCase()),
  string: (value) => typeof value === "string",
  object: (value) => value !== null && typeof value === "object",
  array: (value) => Array.isArray(value),
};

/**
 * The problem with a value, or undefined.
 *
 * @param {any} value of any type, which is what is checked
 * @param {Schema} schema
 * @param {string} name
 * @returns {Problem | undefined}
 */
export function problem(value, schema, name) {
  const { type, minimum, maximum } = schema;
  const options = schema.enum;
  if (type === "array") return problemOfList(listOf(value), schema, name);
  if (type && !checks[type](value)) return wrongType(name, type);
  if (options && !options.includes(value)) {
    return wrong("rest_not_in_enum", `${name} is not one of ${listed(options)}.`);
  }
  if (schema.format === "date-time" && Number.isNaN(Date.parse(value))) {
    return wrong("rest_invalid_date", "Invalid date.");
  }
  if (minimum !== undefined && maximum !== undefined && (value < minimum || value > maximum)) {
    const bounds = `${minimum} (inclusive) and ${maximum} (inclusive)`;
    return wrong("rest_out_of_bounds", `${name} must be between ${bounds}`);
  }
  if (minimum !== undefined && maximum === undefined && value < minimum) {
    return wrong("rest_out_of_bounds", `${name} must be greater than or equal to ${minimum}`);
  }
  return undefined;
}

/** @param {unknown} list @param {Schema} schema @param {string} name */
function problemOfList(list, { items, maxItems }, name) {
  if (!Array.isArray(list)) return wrongType(name, "array");
  for (const [index, value] of list.entries()) {
    const found = problem(value, /** @type {Schema} */ (items), `${name}[${index}]`);
    if (found) return found;
  }
  if (list.length > /** @type {number} */ (maxItems)) {
    return wrong("rest_too_many_items", `${name} must contain at most ${maxItems} items.`);
  }
  return undefined;
}

/**
 * A list may be written as text with commas.
 *
 * @param {any} value of any type
 */
export const listOf = (value) =>
  typeof value === "string" || typeof value === "number"
    ? String(value)
        .split(/[\s,]+/)
        .filter((one) => one !== "")
    : value;

/** @param {unknown} value @param {Schema} schema @returns {unknown} */
function converted(value, { type, items }) {
  if (type === "integer") return Math.trunc(Number(value));
  if (type === "boolean") return ["true", "1"].includes(String(value).toLowerCase());
  if (type === "array")
    return listOf(value).map((/** @type {unknown} */ one) =>
      converted(one, /** @type {Schema} */ (items)),
    );
  return value;
}

/**
 * The parameters with their defaults, checked; throws WordPress's two errors for them. A schema may
 * have a `problem(value, request)` of its own.
 *
 * @param {Record<string, unknown>} params
 * @param {Record<string, Schema>} schemas
 * @param {WpRequest} request
 */
export function validated(params, schemas, request) {
  const given = (/** @type {string} */ name) => params[name] !== undefined && params[name] !== null;
  const missing = Object.keys(schemas).filter((name) => schemas[name].required && !given(name));
  if (missing.length) {
    const message = `Missing parameter(s): ${missing.join(", ")}`;
    throw new WpError("rest_missing_callback_param", message, 400, { params: missing });
  }
  const sent = Object.keys(schemas).filter(given);
  /** @param {string[]} names @returns {[string, Problem][]} */
  const problems = (names) =>
    names.flatMap((name) => {
      const schema = schemas[name];
      const found = schema.problem
        ? schema.problem(params[name], request)
        : problem(params[name], schema, name);
      return found ? [[name, found]] : [];
    });
  // These have a check of their own, which runs before the others are looked at.
  refuse(problems(sent.filter((name) => FIRST.includes(name))));
  refuse(problems(sent.filter((name) => !FIRST.includes(name))));
  const defaults = Object.entries(schemas).filter(([, schema]) => schema.default !== undefined);
  return {
    ...Object.fromEntries(defaults.map(([name, schema]) => [name, schema.default])),
    ...params,
    ...Object.fromEntries(sent.map((name) => [name, converted(params[name], schemas[name])])),
  };
}

const FIRST = ["context", "page", "per_page", "search"];

/**
 * `rest_invalid_param`, if anything was found.
 *
 * @param {[string, Problem][]} problems
 */
function refuse(problems) {
  if (!problems.length) return;
  const details = Object.fromEntries(problems);
  const names = Object.keys(details);
  const message = `Invalid parameter(s): ${names.join(", ")}`;
  const messages = Object.fromEntries(names.map((name) => [name, details[name].message]));
  throw new WpError("rest_invalid_param", message, 400, { params: messages, details });
}
