// The types of the protocol, and what carries it out, name the same events and effects as Rust does.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { it } from "node:test";
import { effectNames, loginEffectNames } from "../../scripts/build/operations.mjs";

const read = (path) => readFile(new URL(`../../${path}`, import.meta.url), "utf8");
const all = (text, pattern) => [...new Set([...text.matchAll(pattern)].map(([, name]) => name))];
const sorted = (names) => names.toSorted();

/** Names of the members of a type in protocol.d.ts. */
const membersOf = (types, name) =>
  all(types.split(`export type ${name} = {`)[1].split("\n};")[0], /^ {2}(\w+):/gm);

it("effects have the same names in Rust, in the types, and where they are carried out", async () => {
  const rust = await effectNames();
  const performed = (await read("pkg/engine/perform.js")).split("const performers = {")[1];
  const names = all(performed.split("\n};")[0], /^ {2}(?:async )?(\w+)[:(,]/gm);
  assert.ok(rust.length > 10);
  assert.deepEqual(
    sorted(membersOf(await read("pkg/engine/protocol.d.ts"), "Effects")),
    sorted(rust),
  );
  assert.deepEqual(sorted(names), sorted(rust));
});

it("effects of logins have the same names, too", async () => {
  const rust = sorted(await loginEffectNames());
  const performed = (await read("pkg/engine/login.js")).split("const performersOfLogins = {")[1];
  const names = all(performed.split("\n};")[0], /^ {2}(?:async )?(\w+)[:(]/gm);
  assert.ok(rust.length > 8);
  const types = membersOf(await read("pkg/engine/protocol.d.ts"), "LoginEffects");
  assert.deepEqual(sorted(types), rust);
  assert.deepEqual(sorted(names), rust);
});

it("events are operations of the engine, with the same names in the types", async () => {
  const operations = await read("src/js/engine/mod.rs");
  const events = all(operations, /Operation::(\w+) => (?:\{[^}]*?|[^,{]*?)self\.handle\(Event/g);
  // These read a response, or more than one event.
  const others = all(operations, /Operation::(refreshAnswered|call|saved) =>/g);
  assert.equal(others.length, 3);
  const types = membersOf(await read("pkg/engine/protocol.d.ts"), "Events");
  assert.deepEqual(sorted(types), sorted([...new Set([...events, ...others])]));
});
