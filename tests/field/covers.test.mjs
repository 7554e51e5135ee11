// Every case of the first round has a test that exists: covers.yaml.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { parse } from "yaml";
import { readCases } from "./lib/cases.mjs";

const here = (path) => new URL(path, import.meta.url);
const { last, elsewhere } = parse(readFileSync(here("covers.yaml"), "utf8"));
const numbers = Array.from({ length: last }, (_, at) => at + 1);

/** The parts of the list, by their first number. */
const letterOf = (number) => (number < 12 ? "a" : number < 23 ? "b" : "c");
const prefixOf = (number) => `${letterOf(number)}${String(number).padStart(2, "0")}-`;

/** Why a number has no test; empty if it has one. A case that is still to do tests nothing. */
function missing(number, cases) {
  const files = Object.entries(elsewhere[number] ?? {});
  for (const [file, words] of files) {
    const text = readFileSync(here(`../${file}`), "utf8");
    if (!text.includes(words)) return `${number}: ${file} has no "${words}"`;
  }
  const own = cases.some(({ name, todo }) => name.startsWith(prefixOf(number)) && !todo);
  return own || files.length ? "" : `${number}: no case ${prefixOf(number)}*, nothing elsewhere`;
}

const all = (cases) => numbers.map((number) => missing(number, cases)).filter(Boolean);

it("every case of the first round has a test", () => {
  assert.deepEqual(all(readCases()), []);
});

it("a number without its case is noticed", () => {
  const others = readCases().filter(({ name }) => !name.startsWith("b16-"));
  assert.deepEqual(all(others), ["16: no case b16-*, nothing elsewhere"]);
});
