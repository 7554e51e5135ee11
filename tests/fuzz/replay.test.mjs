// Replays the corpora of the targets in JavaScript; fuzz/tests/corpus.rs replays those in Rust.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { it } from "node:test";
import { coverageOf } from "../../fuzz/js/coverage.mjs";
import { mutate, random } from "../../fuzz/js/mutate.mjs";

const require = createRequire(import.meta.url);
const here = (path) => new URL(`../../fuzz/${path}`, import.meta.url);
const inputsOf = async (name) => {
  const files = (await readdir(here(`corpus/${name}`))).sort();
  return Promise.all(files.map((file) => readFile(here(`corpus/${name}/${file}`), "utf8")));
};

for (const name of ["rest", "cookie"]) {
  it(`keeps every promise of ${name} with all inputs that were found`, async () => {
    const { run } = require(`../../fuzz/js/${name}.cjs`);
    const inputs = await inputsOf(name);
    assert.ok(inputs.length > 4);
    for (const input of inputs)
      await run(input).catch((error) => assert.fail(report(input, error)));
  });

  it(`keeps every promise of ${name} with 300 new ones`, async () => {
    const { run } = require(`../../fuzz/js/${name}.cjs`);
    const [corpus, number] = [await inputsOf(name), random(1)];
    for (let count = 0; count < 300; count++) {
      const input = mutate(corpus, number);
      await run(input).catch((error) => assert.fail(report(input, error)));
    }
  });
}

it("sees when an input runs code for the first time", async () => {
  const { branch } = require("./branch.cjs");
  const coverage = await coverageOf("tests/fuzz/branch.cjs");
  branch(1);
  assert.ok((await coverage.take()) > 0);
  branch(2);
  assert.equal(await coverage.take(), 0);
  branch(-1);
  assert.ok((await coverage.peek()) > 0);
  branch(-1);
  assert.ok((await coverage.take()) > 0);
});

const report = (input, error) => `${JSON.stringify(input)}\n${error.stack}`;
