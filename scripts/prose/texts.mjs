// Every text in the shipped sources that a person is shown: messages, hints, and what the command
// prints. `docs/messages.md` lists them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "acorn";
import { ancestor } from "acorn-walk";
import { root } from "../setup/shell.mjs";
import { sourceFiles } from "./source.mjs";

/** Whether a text is for a person: two words or more, with a capital at its start or a full stop. */
const isProse = (text) => /[a-z`"…}] \S/.test(text) && /^\W*[A-Z][\s\S]*[.?:]\W*$/.test(text);

/** An error code of the types, in the quotes of either language. */
const CODE = /^[a-z]+(_[a-z]+)+$|^(offline|timeout|forbidden|redirected|unreachable)$/;

/** `{ file, code, message, hint }` for each message of a JavaScript file. */
export function textsOfScript(file) {
  const source = readFileSync(join(root, file), "utf8").replace(/^#!/, "//");
  const rows = new Map();
  const add = (node, ancestors, text) => {
    if (!isProse(text)) return;
    const { call, isHint: named } = placeOf(ancestors);
    const isHint = named || (call?.callee.name === "refusal" && call.arguments[3] === node);
    const row = rows.get(call ?? node) ?? {
      file,
      code: call ? codeIn(call) : "",
      texts: [],
      hints: [],
    };
    rows.set(call ?? node, row);
    (isHint ? row.hints : row.texts).push(text);
  };
  const tree = parse(source, { ecmaVersion: "latest", sourceType: "module" });
  ancestor(tree, {
    Literal(node, _state, ancestors) {
      if (typeof node.value === "string") add(node, ancestors, node.value);
    },
    TemplateLiteral(node, _state, ancestors) {
      add(node, ancestors, textOf(node, source));
    },
  });
  return [...rows.values()].flatMap(({ texts, hints, ...row }) =>
    (texts.length ? texts : [""]).map((message) => ({ ...row, message, hint: hints.join(" ") })),
  );
}

/** A template as a person sees it, with `…` for values that are no plain names. */
const textOf = ({ quasis, expressions }, source) =>
  quasis
    .map(({ value }, index) => {
      const { start, end } = expressions[index] ?? { start: 0, end: 0 };
      const name = source.slice(start, end);
      return value.cooked + (name && (/^\w+$/.test(name) ? name.toUpperCase() : "…"));
    })
    .join("");

/** The call that a text is given to, and whether as its hint. */
function placeOf(ancestors) {
  const parents = ancestors.slice(0, -1).reverse();
  const until = parents.findIndex(({ type }) => /^(Call|New)Expression$/.test(type));
  const isFunction = ({ type }) => /Function/.test(type);
  const call = parents.slice(0, until + 1).some(isFunction) ? undefined : parents[until];
  const within = parents.slice(0, until + 1);
  const isHint = within.some(({ type, key }) => type === "Property" && key.name === "hint");
  return { call, isHint };
}

/** The error code among the arguments of a call, or the one that its function is for. */
function codeIn({ callee, arguments: given }) {
  if (/^invalid/.test(callee.name)) return "invalid_option";
  if (callee.name === "malformed") return "malformed_response";
  if (callee.name === "storageUnavailable") return "storage_unavailable";
  const fields = given.flatMap((each) =>
    each.type === "ObjectExpression" ? each.properties.map(({ value }) => value) : [each],
  );
  return fields.map((each) => each?.value).find((value) => CODE.test(value)) ?? "";
}

/** The same for a file in Rust. Texts that are put together from parts have `…` for values. */
export function textsOfRust(file) {
  const source = readFileSync(join(root, file), "utf8")
    .replace(/#\[cfg\(test\)\][\s\S]*/, "")
    .replace(/^\s*\/\/.*$/gm, "");
  const isHint = /hint|cure|plugin/.test(file);
  const rows = [];
  for (const { text, at } of joined(source)) {
    if (!isProse(text)) continue;
    const before = source
      .slice(Math.max(0, at - 160), at)
      .split(/[;{}]/)
      .at(-1);
    // The hint of the error before it.
    if (/\.hint =\s+Some\(\s*$/.test(before) && rows.length) {
      rows.at(-1).hint = text;
      continue;
    }
    const [, name] = /let (\w+) =\s*(?:concat\()?&?$/.exec(before) ?? [];
    const [, error] = /(\w+)\.raw =\s*Some\((?:concat\()?&?$/.exec(before) ?? [];
    // Of a text with a name: where that is used first. Of an error's words: where the error was made.
    const use =
      (name && new RegExp(`;[^;]*?\\b${name}\\b`).exec(source.slice(at))?.[0]) ||
      (error && source.slice(0, at).split(`let mut ${error} =`).at(-1).split(";")[0]) ||
      before;
    const code = [...use.matchAll(/Code::(\w+)/g)].at(-1)?.[1];
    const row = { file, code: isHint ? "" : snake(code ?? "") };
    rows.push({ ...row, message: isHint ? "" : text, hint: isHint ? text : "" });
  }
  return rows;
}

const LITERAL = /"(?:[^"\\]|\\[\s\S])*"/g;
/** A list with a literal in it, such as what `concat()` puts together. */
const LIST = /\[(?:"(?:[^"\\]|\\[\s\S])*"|[^"[\]])*\]/g;

/** Every literal, those of one list as one text. */
function* joined(source) {
  const lists = [...source.matchAll(LIST)].filter(([text]) => text.includes('"'));
  for (const { 0: text, index } of lists) {
    const parts = text.slice(1, -1).match(/"(?:[^"\\]|\\[\s\S])*"|[^",]+/g) ?? [];
    const shown = parts.filter((part) => part.trim());
    yield { at: index, text: shown.map((part) => (part[0] === '"' ? plain(part) : "…")).join("") };
  }
  for (const { 0: text, index } of source.matchAll(LITERAL)) {
    const isListed = lists.some(
      (list) => index > list.index && index < list.index + list[0].length,
    );
    if (!isListed) yield { at: index, text: plain(text) };
  }
}

const plain = (literal) =>
  literal
    .slice(1, -1)
    .replace(/\\\n\s*/g, "")
    .replace(/\\(.)/g, "$1");

const snake = (name) => name.replace(/(?<=.)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();

/** Every message outside of `src/core/doctor/cause.rs` and `cure.rs`, which Rust lists itself. */
export const texts = () => [
  ...sourceFiles("pkg", "js")
    .filter((file) => !file.startsWith("pkg/testing"))
    .flatMap(textsOfScript),
  ...sourceFiles("src", "rs")
    .filter((file) => !/\btests(\.rs$|\/)|exploration|doctor\/(cause|cure)\.rs$/.test(file))
    .flatMap(textsOfRust),
];
