// pkg/index.d.ts taken apart: what the documents have to name.
import assert from "node:assert/strict";
import { read } from "./document.mjs";

export const types = read("pkg/index.d.ts");

/** The source of one declaration. */
export function declaration(text, start, end) {
  const from = text.indexOf(start);
  assert.ok(from >= 0, `no ${start}`);
  return text.slice(from, text.indexOf(end, from));
}

/** `name: { defaultValue }` of the members of an interface or an object type. */
export function members(source) {
  const found = {};
  for (const [, comment, name] of source.matchAll(
    /^ {2}(\/\*\*[\s\S]*?\*\/)\n {2}(?:readonly )?(\w+)\??:/gm,
  )) {
    found[name] = comment.match(/@defaultValue `([^`]+)`(?:$|\s*\*)/m)?.[1];
  }
  return found;
}

/** The strings of a union of that name. */
export const union = (name) =>
  [...declaration(types, `export type ${name}`, ";\n").matchAll(/\| "([\w-]+)"/g)].map(
    ([, each]) => each,
  );
