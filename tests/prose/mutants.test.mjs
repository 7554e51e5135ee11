// docs/mutants.md says what tests/mutants.json has, and explains every mutant that no test catches.
import assert from "node:assert/strict";
import { it } from "node:test";
import { document, table, unexplained } from "../../scripts/mutants/document.mjs";
import { files } from "../../scripts/mutants/files.mjs";
import * as harness from "../../scripts/mutants/harness.mjs";
import { results } from "../../scripts/mutants/record.mjs";
import { canSwitch, switchedSource } from "../../scripts/mutants/switch.mjs";

it("has the score of the record", () => {
  assert.ok(document().includes(`\n${table()}\n`), "npm run mutants writes the table");
});

it("explains every mutant that was missed", () => {
  assert.deepEqual(unexplained(), []);
});

it("measures every file that it has a result of", () => {
  const gone = Object.keys(results()).filter((file) => !files().includes(file));
  assert.deepEqual(gone, [], "delete them from tests/mutants.json");
});

it("notices a missed mutant that the document explains for another file only", () => {
  const missed = [{ at: "1:2", change: "replace | with ^ in bits" }];
  const all = { "a.rs": { missed }, "b.rs": { missed } };
  const text = "### `a.rs`\n\n| `replace \\| with ^ in bits` | Equal. |\n\n### `b.rs`\n";
  assert.deepEqual(unexplained(text, all), ["b.rs:1:2: replace | with ^ in bits"]);
});

/** A mutant of a source, as cargo-mutants lists it. */
function mutant(source, text, replacement, { id, of }) {
  const at = (index) => {
    const before = source.slice(0, index).split("\n");
    return { line: before.length, column: before.at(-1).length + 1 };
  };
  const span = (part) => {
    const index = source.indexOf(part);
    return { start: at(index), end: at(index + part.length) };
  };
  return { id, replacement, span: span(text), function: of ? { span: span(of) } : null };
}

it("puts a copy of a body, or of a constant, for each mutant into the source", () => {
  const body = "fn twice(number: u8) -> u8 {\n    number * TWO\n}";
  const source = `/// Two.\nconst TWO: u8 = 1 + 1;\n\n${body}\n\nconst fn one() -> u8 {\n    1\n}\n`;
  const all = [
    mutant(source, "*", "/", { id: 1, of: body }),
    mutant(source, "+", "-", { id: 2 }),
    mutant(source, "+", "*", { id: 3 }),
  ];
  const { text, copies } = switchedSource(source, all);
  const lines = text.split("\n");
  const copy = (id) => {
    const { from, to } = copies.find((one) => one.id === id);
    return lines.slice(from - 1, to).join(" ");
  };
  assert.match(copy(1), /^1 => \{\s+number \/ \(\*TWO\)\s+\}$/);
  assert.equal(copy(2), "2 => { const VALUE: u8 = 1 - 1; VALUE }");
  assert.equal(copy(3), "3 => { const VALUE: u8 = 1 * 1; VALUE }");
  assert.match(text, /_ => \{ const VALUE: u8 = 1 \+ 1; VALUE \} \}\);\n/);
  assert.match(text, /_ => \{\s+number \* \(\*TWO\)\s+\} \}/);
  assert.deepEqual(
    all.map((one) => canSwitch(one, source)),
    [true, true, true],
  );
  const fixed = mutant(source, "    1\n", "0", {
    id: 4,
    of: source.slice(source.indexOf("const fn")),
  });
  assert.equal(canSwitch(fixed, source), false);
});

it("runs some of the tests of a file again, with their hooks, up to the one that fails", async () => {
  const ran = [];
  const note = (name) => () => void ran.push(name);
  let fails = false;
  harness.before(note("before"));
  harness.afterEach(note("afterEach"));
  harness.it("a", note("a"));
  harness.describe("suite", () => {
    harness.before(note("before b"));
    harness.after(note("after b"));
    harness.it("b", { timeout: 9 }, () => {
      ran.push("b");
      assert.ok(!fails);
    });
    harness.it("skipped", { skip: "no browser" }, note("skipped"));
  });
  harness.it("c", note("c"));
  const run = async (...names) => {
    ran.length = 0;
    const chosen = harness.tests().filter(({ name }) => names.includes(name));
    const failed = await harness.run(chosen, () => {});
    return [ran.join(), failed?.test.name];
  };
  const b = "before b,b,afterEach,after b";
  assert.deepEqual(await run("a", "b"), [`before,a,afterEach,${b}`, undefined]);
  assert.deepEqual(await run("b", "c"), [`before,${b},c,afterEach`, undefined]);
  fails = true;
  assert.deepEqual(await run("a", "b", "c"), [`before,a,afterEach,${b}`, "b"]);
});
