#!/usr/bin/env node
// The suite `style`: README, site, messages and the documentation of the types, against our rules
// for prose. Code is left alone. `node scripts/prose/lint.mjs FILE …` looks at these files only.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { TextlintKernel } from "@textlint/kernel";
import markdownModule from "@textlint/textlint-plugin-markdown";
import { root } from "../setup/shell.mjs";
import rule from "./rule.mjs";

const markdown = markdownModule.default ?? markdownModule;
const kernel = new TextlintKernel();

/** What is wrong with a text in Markdown. */
export async function problems(text) {
  const { messages } = await kernel.lintText(text, {
    ext: ".md",
    plugins: [{ pluginId: "markdown", plugin: markdown }],
    rules: [{ ruleId: "presskey", rule }],
  });
  return messages.map(({ line, column, message }) => ({ line, column, message }));
}

/** Documentation comments alone, on the lines where they are. Examples are code. */
function comments(source) {
  const lines = source.split("\n");
  let inside = false;
  return lines
    .map((line) => {
      const starts = /^\s*\/\*\*/.test(line);
      inside ||= starts;
      const text = inside ? line.replace(/^\s*\/?\*+ ?\/?/, "").replace(/\*\/\s*$/, "") : "";
      if (/\*\/\s*$/.test(line)) inside = false;
      return text.replace(/^@(\w+)( \w+)?/, "");
    })
    .join("\n");
}

const pages = () =>
  readdirSync(join(root, "www/pages"), { recursive: true })
    .map((file) => join("www/pages", file))
    .filter((file) => file.endsWith(".md") && !file.includes("pages/api/"));

const types = ["index", "react", "vue", "svelte", "testing", "devtools", "url", "server/index"];

export const documents = () => [
  "README.md",
  "CONTRIBUTING.md",
  "CODE_OF_CONDUCT.md",
  "docs/messages.md",
  "docs/wire-facts.md",
  ...pages(),
  ...types.map((name) => `pkg/${name}.d.ts`),
];

async function main(files) {
  let count = 0;
  for (const file of files) {
    const source = readFileSync(join(root, file), "utf8");
    for (const { line, column, message } of await problems(
      file.endsWith(".ts") ? comments(source) : source,
    )) {
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
