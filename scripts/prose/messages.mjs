#!/usr/bin/env node
// Writes the second part of docs/messages.md (`--write`), or checks it. `cargo test --lib messages`
// does so for the first part.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/shell.mjs";
import { texts } from "./texts.mjs";

const path = join(root, "docs/messages.md");
const START = "## Other messages";

const cell = (text) =>
  text
    .trim()
    .replaceAll("|", "\\|")
    .replace(/\s*\n\s*/g, " ");

function table(rows) {
  const lines = rows.map(({ file, code, message, hint }) =>
    [code && `\`${code}\``, cell(message), cell(hint), `\`${file}\``].join(" | "),
  );
  const unique = [...new Set(lines)].map((line) => `| ${line} |`);
  return ["| Code | Message | Hint | File |", "| --- | --- | --- | --- |", ...unique].join("\n");
}

const usages = (rows) =>
  rows.map(({ message }) => `\`\`\`text\n${message.trim()}\n\`\`\``).join("\n\n");

/** The second part of the document, as the sources want it. */
export function secondPart() {
  const all = texts();
  const isUsage = ({ message }) => message.startsWith("Usage:");
  const other = all.filter((row) => !isUsage(row));
  return `${START}

All other texts of \`pkg\` and \`src\`. \`…\` and names in capitals stand for values.

${table(other)}

## Help of the command

${usages(all.filter(isUsage))}
`;
}

/** The document as it is, in two parts. */
export function parts() {
  const [first, second = ""] = readFileSync(path, "utf8").split(START);
  return { first, second: START + second };
}

if (process.argv.includes("--write")) writeFileSync(path, parts().first + secondPart());
