// JSON Schema as WordPress writes it (draft 4, and `context`, `required` in members) as JSON Schema
// 2020-12, which OpenAPI 3.1 uses. Only known keywords with sensible values are taken over: what a
// site sends may be anything.

/** @import { Schema } from "./routes.js" */

const TYPES = ["string", "integer", "number", "boolean", "null", "array", "object"];
const DEPTH = 16;
const NUMBERS = ["minimum", "maximum", "multipleOf"];
const COUNTS = "minLength maxLength minItems maxItems minProperties maxProperties".split(" ");

/**
 * @param {unknown} schema
 * @param {boolean} isResponse whether it describes what is read: then members that are in the
 *   context "view" are always there, and those in no context never
 * @returns {Schema}
 */
export function jsonSchema(schema, isResponse, depth = 0) {
  if (!isObject(schema) || depth > DEPTH) return {};
  const inner = (/** @type {unknown} */ one) => jsonSchema(one, isResponse, depth + 1);
  /** @type {Schema} */
  const result = {};
  const types = [schema.type].flat().filter((type) => TYPES.includes(type));
  if (types.length) result.type = types.length > 1 ? [...new Set(types)] : types[0];
  for (const name of ["title", "description", "format"]) {
    if (typeof schema[name] === "string" && schema[name]) result[name] = schema[name];
  }
  if (Array.isArray(schema.enum) && schema.enum.length) result.enum = [...new Set(schema.enum)];
  if (schema.default !== undefined && !isResponse) result.default = schema.default;
  if (schema.readonly === true) result.readOnly = true;
  for (const name of NUMBERS) if (Number.isFinite(schema[name])) result[name] = schema[name];
  for (const name of COUNTS) {
    if (Number.isInteger(schema[name]) && schema[name] >= 0) result[name] = schema[name];
  }
  limits(schema, result);
  if (isPattern(schema.pattern)) result.pattern = schema.pattern;
  if (schema.uniqueItems === true) result.uniqueItems = true;
  if (types.includes("array")) result.items = inner(schema.items);
  for (const name of ["oneOf", "anyOf"]) {
    if (Array.isArray(schema[name]) && schema[name].length) result[name] = schema[name].map(inner);
  }
  return Object.assign(result, members(schema, isResponse, inner));
}

/**
 * In draft 4 these are flags next to `minimum` and `maximum`.
 *
 * @param {Schema} schema
 * @param {Schema} result
 */
function limits(schema, result) {
  for (const [flag, name] of [
    ["exclusiveMinimum", "minimum"],
    ["exclusiveMaximum", "maximum"],
  ]) {
    if (schema[flag] !== true || result[name] === undefined) continue;
    result[flag] = result[name];
    delete result[name];
  }
}

/** @param {Schema} schema @param {boolean} isResponse @param {(one: unknown) => Schema} inner */
function members(schema, isResponse, inner) {
  const { additionalProperties: others } = schema;
  const all = isObject(schema.properties) ? Object.entries(schema.properties) : [];
  const own = all.filter(([, member]) => !isResponse || member?.context?.length !== 0);
  const names = own.filter(([, member]) => isRequired(member, isResponse)).map(([name]) => name);
  return {
    ...(own.length && {
      properties: Object.fromEntries(own.map(([name, member]) => [name, inner(member)])),
    }),
    ...(names.length && { required: names }),
    ...(isObject(others) && { additionalProperties: inner(others) }),
    ...(others === false && { additionalProperties: false }),
  };
}

/** @param {Schema | undefined} member @param {boolean} isResponse */
const isRequired = (member, isResponse) =>
  isResponse
    ? !Array.isArray(member?.context) || member.context.includes("view")
    : member?.required === true;

/**
 * PHP's regular expressions are not all JavaScript's.
 *
 * @param {unknown} pattern
 */
function isPattern(pattern) {
  if (typeof pattern !== "string" || !pattern) return false;
  try {
    return Boolean(new RegExp(pattern, "u"));
  } catch {
    return false;
  }
}

/** @param {unknown} value @returns {value is Schema} */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
