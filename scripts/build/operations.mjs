// The operations of src/js/operations.rs travel as numbers, and the effects of
// src/core/client/effect.rs as letters: their names, which do not compress, stand only in the source.
// `engine.record()` becomes `engine.run(17)`, `engine.search()` becomes `engine.enter(9)`, an event, `tell(s, "looked")`, becomes `tell(s, 38)`, and
// `const performers = { lock: … }` becomes `{ A: … }`, as does `const performersOfLogins = { search: … }`.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "acorn";
import { ancestor } from "acorn-walk";
import { root } from "../setup/shell.mjs";

/** The names, each in the place of its number. */
export const operationNames = () => namesOf("Operation");

/** Those that only logins need. */
export const loginOperationNames = () => namesOf("LoginOperation");

async function namesOf(type) {
  const source = await readFile(join(root, "src/js/operations.rs"), "utf8");
  const [, list] = source.split(`\n    ${type}:\n`);
  const names = [...(list ?? "").split("\n}")[0].matchAll(/^ {4}(\w+)$/gm)].map(([, name]) => name);
  if (!names.length) throw new Error(`src/js/operations.rs lists no ${type}`);
  return names;
}

/** The names of the effects, in the order of their letters. */
export const effectNames = () => lettersOf("Name");

/** Those of logins. */
export const loginEffectNames = () => lettersOf("LoginName");

async function lettersOf(type) {
  const source = await readFile(join(root, "src/core/client/effect.rs"), "utf8");
  const [, list] = new RegExp(`^pub enum ${type} \\{\n([^}]*)^\\}`, "m").exec(source) ?? [];
  const names = [...(list ?? "").matchAll(/^ {4}(\w+),$/gm)].map(([, name]) => name);
  if (!names.length || names.length > 62) throw new Error("src/core/client/effect.rs: no letters");
  return names;
}

/** The key of an effect: its letter, in quotes where that is none. */
const keyOf = (number) => {
  const letter = String.fromCharCode(65 + number);
  return /[a-z]/i.test(letter) ? letter : JSON.stringify(letter);
};

/** What an engine has besides the operations (pkg/engine/instance.js). */
const OWN = ["run", "enter", "free"];

/** A module of pkg, with numbers in the place of names. Throws at a name that no operation has. */
export function withNumbers(code, names, effects, path, logins = [], loginEffects = []) {
  const changes = [];
  // Elsewhere it is another function.
  const isEngine = /[\\/]engine[\\/][^\\/]+$/.test(path);
  const numberOf = (name, { start }, list = names) => {
    const number = list.indexOf(name);
    if (number >= 0) return number;
    throw new Error(`${path}:${lineOf(code, start)}: src/js/operations.rs has no ${name}`);
  };
  const lettersIn = (properties, list) =>
    properties
      .filter(({ key }) => key)
      .map(({ key, shorthand, start }) => {
        const letter = list.indexOf(key.name);
        if (letter < 0) {
          const where = `${path}:${lineOf(code, start)}`;
          throw new Error(`${where}: src/core/client/effect.rs has no ${key.name}`);
        }
        const own = keyOf(letter);
        return [key.start, key.end, shorthand ? `${own}: ${key.name}` : own];
      });
  ancestor(parse(code, { ecmaVersion: "latest", sourceType: "module" }), {
    MemberExpression(node, _, ancestors) {
      if (nameOf(node.object) !== "engine" || OWN.includes(node.property.name)) return;
      const call = ancestors.at(-2);
      if (node.computed || call.callee !== node) {
        throw new Error(`${path}:${lineOf(code, node.start)}: an operation has to be called`);
      }
      const { property } = node;
      const open = code.indexOf("(", property.end) + 1;
      const comma = call.arguments.length ? ", " : "";
      const [door, list] = logins.includes(property.name) ? ["enter", logins] : ["run", names];
      const number = numberOf(property.name, property, list);
      changes.push([property.start, open, `${door}(${number}${comma}`]);
    },
    VariableDeclarator({ id, init, start }) {
      const lists = { performers: effects, performersOfLogins: loginEffects };
      if (Object.hasOwn(lists, id.name ?? "")) {
        changes.push(...lettersIn(init.properties, lists[id.name]));
      }
      if (id.type === "ObjectPattern" && init && nameOf(init) === "engine") {
        throw new Error(`${path}:${lineOf(code, start)}: an operation has to be called`);
      }
    },
    CallExpression({ callee, arguments: given }) {
      if (nameOf(callee) !== "tell" || !isEngine) return;
      const event = given.find(
        ({ type, value }) => type === "Literal" && typeof value === "string",
      );
      if (event) changes.push([event.start, event.end, String(numberOf(event.value, event))]);
      else if (given.at(-1)?.type !== "SpreadElement") {
        throw new Error(`${path}:${lineOf(code, callee.start)}: an event has to be named`);
      }
    },
  });
  return replaced(code, changes);
}

/** Of `s.engine`, `engine` and `engine()`: "engine". */
function nameOf(node) {
  if (node.type === "CallExpression" && !node.arguments.length) return nameOf(node.callee);
  return node.type === "MemberExpression" ? node.property.name : node.name;
}

const lineOf = (code, at) => code.slice(0, at).split("\n").length;

const replaced = (code, changes) =>
  changes
    .toSorted(([a], [b]) => b - a)
    .reduce((text, [from, to, by]) => text.slice(0, from) + by + text.slice(to), code);

/** For esbuild: in everything that talks to an engine. */
export const numberedOperations = () => ({
  name: "operations",
  setup({ onStart, onLoad }) {
    let names;
    let effects;
    let more;
    onStart(async () => {
      names = await operationNames();
      more = [await loginOperationNames(), await loginEffectNames()];
      effects = await effectNames();
    });
    onLoad({ filter: /[\\/]pkg[\\/](engine|features|server)[\\/].*\.js$/ }, async ({ path }) => ({
      contents: withNumbers(await readFile(path, "utf8"), names, effects, path, ...more),
    }));
  },
});
