// JSON Schema as WordPress writes it (draft 4, and `context`) to the text of a TypeScript type. What
// a site sends is hostile: names and values are quoted, comments cannot be left, depth is bounded.

import { CONTROLS, jsonOf } from "./format-json.js";

/** @import { Schema } from "./routes.js" */

/** @type {Record<string, string>} */
const SCALARS = {
  string: "string",
  integer: "number",
  number: "number",
  boolean: "boolean",
  null: "null",
};
const DEPTH = 16;
const LONGEST = 300;

/**
 * The type of what a schema describes; unknown where it says nothing that is sure.
 *
 * @param {unknown} schema
 * @returns {string}
 */
export function typeOf(schema, indent = "") {
  if (!isObject(schema) || indent.length > 2 * DEPTH) return "unknown";
  if (Array.isArray(schema.enum) && schema.enum.length) return union(schema.enum.map(literal));
  const choices = schema.oneOf ?? schema.anyOf;
  if (Array.isArray(choices) && choices.length) {
    return union(choices.map((one) => typeOf({ type: schema.type, ...one }, indent)));
  }
  const types = schema.type === undefined && schema.properties ? ["object"] : [schema.type].flat();
  return union(
    types.map((type) => {
      if (type === "array") return listOf(typeOf(schema.items, indent));
      if (type === "object") return objectOf(schema, indent);
      return Object.hasOwn(SCALARS, type ?? "") ? SCALARS[type] : "unknown";
    }),
  );
}

/**
 * A text as a comment of one line or several.
 *
 * @param {unknown} text
 */
export function comment(text, indent = "") {
  const plain = String(text)
    .replace(CONTROLS, " ")
    .replace(/[\p{Cc}\s]+/gu, " ")
    .replaceAll("*/", "*\\/")
    .trim();
  return `${indent}/** ${plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain} */`;
}

/** @param {Schema} schema @param {string} indent */
function objectOf({ properties, additionalProperties, patternProperties }, indent) {
  // PHP writes an empty object as [], here and in responses, where it reads like one.
  const all = isObject(properties) ? Object.entries(properties) : [];
  // In no context: a password, which is only ever sent.
  const members = all.filter(([, schema]) => schema?.context?.length !== 0);
  const others = [
    ...(isObject(additionalProperties) ? [additionalProperties] : []),
    ...(isObject(patternProperties) ? Object.values(patternProperties) : []),
  ];
  if (!members.length) {
    const value = others.length ? union(others.map((one) => typeOf(one, indent))) : "unknown";
    return `Record<string, ${value}>`;
  }
  const deeper = `${indent}  `;
  const lines = members.flatMap(([name, schema]) => [
    ...(schema?.description ? [comment(schema.description, deeper)] : []),
    `${deeper}${keyOf(name)}${isOptional(schema) ? "?" : ""}: ${typeOf(schema, deeper)};`,
  ]);
  if (others.length) lines.push(`${deeper}[key: string]: unknown;`);
  return `{\n${lines.join("\n")}\n${indent}}`;
}

/** What is there in the context "edit" alone, or for embedding. */
const isOptional = (/** @type {Schema | undefined} */ schema) =>
  Array.isArray(schema?.context) && !schema.context.includes("view");

const union = (/** @type {string[]} */ types) =>
  types.includes("unknown") || !types.length ? "unknown" : [...new Set(types)].join(" | ");

const listOf = (/** @type {string} */ type) => (type.includes(" | ") ? `(${type})[]` : `${type}[]`);

const literal = (/** @type {unknown} */ value) =>
  Object(value) === value ? "unknown" : jsonOf(value);

const keyOf = (/** @type {string} */ name) =>
  /^[A-Za-z_$][\w$]*$/.test(name) ? name : jsonOf(name);

/** @param {unknown} value @returns {value is Schema} */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
