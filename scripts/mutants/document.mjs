// The table of docs/mutants.md, and the survivors that the document has to explain.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/shell.mjs";
import { results } from "./record.mjs";

const path = join(root, "docs/mutants.md");
const START = "<!-- written by npm run mutants -->\n";
const END = "<!-- end -->";

export const document = () => readFileSync(path, "utf8");

/** The part of the document that is generated. */
export function table(all = results()) {
  const rows = Object.entries(all).map(([file, result]) => [`\`${file}\``, ...figures(result)]);
  const total = ["All", ...figures(sum(Object.values(all)))];
  const head = ["File", "Caught", "Never ends", "Missed", "Doesn't compile", "Score"];
  const lines = [head, ...rows, total];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const row = (cells) => `| ${cells.map((cell, at) => cell.padEnd(widths[at])).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [row(head), rule, ...lines.slice(1).map(row)].join("\n");
}

const figures = ({ caught, timeout, unviable, missed }) => [
  ...[caught, timeout, missed.length, unviable].map(String),
  `${percent(caught + timeout, missed.length)} %`,
];

const percent = (caught, missed) => ((100 * caught) / (caught + missed || 1)).toFixed(1);

const sum = (all) => ({
  caught: total(all, "caught"),
  timeout: total(all, "timeout"),
  unviable: total(all, "unviable"),
  missed: all.flatMap(({ missed }) => missed),
});

const total = (all, name) => all.reduce((count, result) => count + result[name], 0);

export function writeTable() {
  const [before, rest] = document().split(START);
  const after = rest.slice(rest.indexOf(END));
  writeFileSync(path, `${before}${START}\n${table()}\n\n${after}`);
}

/** Missed mutants that the section of their file does not name. */
export function unexplained(text = document(), all = results()) {
  return Object.entries(all).flatMap(([file, { missed }]) => {
    const section = text.split(`### \`${file}\`\n`)[1]?.split("\n#")[0] ?? "";
    return missed
      .filter(({ change }) => !section.includes(`| \`${inTable(change)}\` `))
      .map(({ at, change }) => `${file}:${at}: ${change}`);
  });
}

/** A `|` would end the cell. */
export const inTable = (change) => change.replaceAll("|", "\\|").replaceAll("`", "'");
