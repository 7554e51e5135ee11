#!/usr/bin/env node
// The suite `style`: every text in the repository that a person reads, against our rules for prose.
// Code is left alone. `node scripts/prose/lint.mjs FILE …` looks at these files only.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { TextlintKernel } from "@textlint/kernel";
import { execaSync } from "execa";
import { root } from "../setup/shell.mjs";
import rule from "./rule.mjs";
import { comments, isSource } from "./source.mjs";

const require = createRequire(import.meta.url);
const load = (name) => require(name).default ?? require(name);
const kernel = new TextlintKernel();
const optionsFor = (fragments) => ({
  ext: ".md",
  plugins: [{ pluginId: "markdown", plugin: load("@textlint/textlint-plugin-markdown") }],
  rules: [
    { ruleId: "presskey", rule, options: { fragments } },
    {
      ruleId: "en-max-word-count",
      rule: load("textlint-rule-en-max-word-count"),
      options: { max: 40 },
    },
    { ruleId: "common-misspellings", rule: load("textlint-rule-common-misspellings") },
  ],
});

/** What is wrong with a text in Markdown. */
export async function problems(text, { fragments = false } = {}) {
  const { messages } = await kernel.lintText(text, optionsFor(fragments));
  return messages.map(({ line, column, message }) => ({ line, column, message }));
}

/** What is wrong with a file. */
async function problemsOf(file) {
  const source = readFileSync(join(root, file), "utf8");
  return isSource(file) ? problems(comments(file, source), { fragments: true }) : problems(source);
}

/** Every document and every source file. */
export const documents = () =>
  execaSync("git", ["ls-files"], { cwd: root })
    .stdout.split("\n")
    .filter((file) => file.endsWith(".md") || isSource(file));

async function main(files) {
  let count = 0;
  for (const file of files) {
    for (const { line, column, message } of await problemsOf(file)) {
      console.log(`${file}:${line}:${column} ${message}`);
      count++;
    }
  }
  if (count) console.error(`\n${count} problems. The rules are in scripts/prose/rules.yml.`);
  process.exitCode = count ? 1 : 0;
}

if (import.meta.filename === process.argv[1] || process.argv[1]?.endsWith("prose/lint.mjs")) {
  await main(process.argv.length > 2 ? process.argv.slice(2) : documents());
}
