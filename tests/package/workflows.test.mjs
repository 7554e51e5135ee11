// The linter of .github/workflows sees what is wrong with one.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { it } from "node:test";
import { parse } from "yaml";
import { lint, problemsOf } from "../../scripts/workflows/lint.mjs";

const here = (path) => new URL(`../../${path}`, import.meta.url);

const workflow = (step) => `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - ${step}
`;

it("accepts ours", async () => {
  assert.deepEqual(await lint(), []);
});

it("finds wrong expressions, and actions that are not pinned", async () => {
  const pinned = "uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2";
  assert.deepEqual(await problemsOf(workflow(pinned), "a.yml"), []);
  for (const [step, words] of [
    ["uses: actions/checkout@v6", /not pinned/],
    ["uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd", /not pinned/],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's
    ["run: echo ${{ github.nothing.here }}", /nothing/],
    ["nothing: 1", /unexpected key|must run script/],
  ]) {
    const [problem] = await problemsOf(workflow(step), "a.yml");
    assert.match(problem?.message ?? "none", words, step);
    assert.equal(problem.line, 6);
  }
});

it("fuzzes every target there is", async () => {
  const { jobs } = parse(await readFile(here(".github/workflows/fuzz.yml"), "utf8"));
  const targets = await readdir(here("fuzz/corpus"));
  assert.deepEqual([...jobs.fuzz.strategy.matrix.target].sort(), targets.sort());
});

it("publishes only from a tag, after all tests, with an identity and no stored token", async () => {
  const text = await readFile(here(".github/workflows/release.yml"), "utf8");
  const { jobs, permissions } = parse(text);
  assert.deepEqual(permissions, { contents: "read" });
  assert.equal(jobs.publish.if, "github.event_name == 'push'");
  assert.equal(jobs.publish.needs, "test");
  assert.equal(jobs.publish.permissions["id-token"], "write");
  assert.doesNotMatch(text, /secrets\./);
});
