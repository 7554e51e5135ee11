// The types of the engine's operations and events name the same ones as Rust does.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { it } from "node:test";
import { loginOperationNames, operationNames } from "../../scripts/build/operations.mjs";

const read = (path) => readFile(new URL(`../../${path}`, import.meta.url), "utf8");

/** Names of the members of a type or an interface. */
const membersOf = (text, begin) => {
  const [, body] = text.split(begin);
  return [...body.split("\n}")[0].matchAll(/^ {2}(\w+)[:(]/gm)].map(([, name]) => name);
};

it("every operation of the rules has a type: it is called, or told as an event", async () => {
  const called = membersOf(await read("pkg/engine/rules.d.ts"), "export interface Operations {");
  const told = membersOf(await read("pkg/engine/protocol.d.ts"), "export type Events = {");
  assert.ok(called.length > 25 && told.length > 15);
  const names = [...(await operationNames()), ...(await loginOperationNames())];
  assert.deepEqual([...called, ...told].sort(), names.sort());
});
