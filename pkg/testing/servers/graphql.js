// As much of GraphQL's language as a client that logs in speaks: one operation, fields with aliases
// and arguments, variables. No fragments, no directives, no block strings.

/** The text is no GraphQL. */
export class SyntaxProblem extends Error {}
/** It asks for what there is not. */
export class InvalidQuery extends Error {}

const TOKEN = /"(?:[^"\\\n]|\\.)*"|\$?[A-Za-z_]\w*|-?\d+(?:\.\d+)?|[{}()[\]:!=]|#[^\n]*|[^\s,]/g;

/**
 * @typedef {Record<string, unknown>} Values
 * @typedef {{ name: string, arguments: Record<string, any>, fields: Selection }} Field arguments: any
 * @typedef {{ [alias: string]: Field }} Selection
 */

class Reader {
  /** @param {string} text @param {Values} variables */
  constructor(text, variables) {
    /** @type {string[]} */
    this.tokens = (text.match(TOKEN) ?? []).filter(
      (/** @type {string} */ token) => !token.startsWith("#"),
    );
    this.variables = variables;
  }

  get next() {
    return this.tokens[0] ?? "<EOF>";
  }

  /** @returns {string} */
  take() {
    if (!this.tokens.length) throw new SyntaxProblem("Syntax Error: Unexpected <EOF>");
    return /** @type {string} */ (this.tokens.shift());
  }

  /** @param {string} token */
  skip(token) {
    return this.next === token && Boolean(this.take());
  }

  /** @param {string} token */
  expect(token) {
    if (this.skip(token)) return;
    throw new SyntaxProblem(`Syntax Error: Expected "${token}", found ${this.next}`);
  }

  name() {
    if (/^[A-Za-z_]\w*$/.test(this.next)) return this.take();
    throw new SyntaxProblem(`Syntax Error: Expected Name, found ${this.next}`);
  }

  /** @returns {Selection} */
  selection() {
    /** @type {Selection} */
    const fields = {};
    this.expect("{");
    do {
      const alias = this.name();
      const name = this.skip(":") ? this.name() : alias;
      const given = this.next === "(" ? this.pairs("(", ")") : {};
      const inner = this.next === "{" ? this.selection() : {};
      fields[alias] = { name, arguments: given, fields: inner };
    } while (!this.skip("}"));
    return fields;
  }

  /** @param {string} open @param {string} close */
  pairs(open, close) {
    /** @type {Values} */
    const pairs = {};
    this.expect(open);
    while (!this.skip(close)) {
      const name = this.name();
      this.expect(":");
      pairs[name] = this.value();
    }
    return pairs;
  }

  /** @returns {unknown} */
  value() {
    if (this.next === "{") return this.pairs("{", "}");
    const token = this.take();
    if (token.startsWith("$")) return this.variable(token.slice(1));
    try {
      return JSON.parse(token);
    } catch {
      // The name of an enum's value.
      return token;
    }
  }

  /** @param {string} name */
  variable(name) {
    if (this.variables[name] != null) return this.variables[name];
    const text = `Variable "$${name}" of required type "String!" was not provided.`;
    throw new InvalidQuery(text);
  }
}

/**
 * The kind of an operation, and the fields that it asks for with their variables filled in.
 *
 * @param {string} text
 * @param {Values} variables
 */
export function parseOperation(text, variables) {
  const reader = new Reader(text, variables);
  let kind = "query";
  if (reader.next !== "{") {
    kind = reader.name();
    if (!/^(query|mutation|subscription)$/.test(kind)) {
      throw new SyntaxProblem(`Syntax Error: Unexpected Name "${kind}"`);
    }
    // The name of the operation and the types of its variables are not looked at.
    while (reader.next !== "{") reader.take();
  }
  return { kind, fields: reader.selection() };
}
