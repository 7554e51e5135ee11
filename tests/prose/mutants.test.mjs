// docs/mutants.md says what tests/mutants.json has, and explains every mutant that no test catches.
import assert from "node:assert/strict";
import { it } from "node:test";
import { document, table, unexplained } from "../../scripts/mutants/document.mjs";
import { files } from "../../scripts/mutants/files.mjs";
import { results } from "../../scripts/mutants/record.mjs";

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
