// Measures a file, and says how many mutants were caught.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../setup/shell.mjs";
import { table, unexplained, writeTable } from "./document.mjs";
import { files } from "./files.mjs";
import { hashOf, isCurrent, record, results } from "./record.mjs";

/** Files that were never measured, or have changed since. */
export function pending() {
  const known = results();
  return files().filter((file) => !isCurrent(file, known[file]));
}

/** `missed` runs only the mutants of Rust that the last run missed, for tests that were added since. */
export async function measure(file, { tests, missed }) {
  console.log(`\n${file}`);
  const hash = hashOf(file);
  const before = missed && isCurrent(file, results()[file]) ? results()[file] : undefined;
  if (before && !before.missed.length) return;
  const result = file.startsWith("src/") ? await rust(file, before) : await javaScript(file, tests);
  record(file, { hash, ...result });
  writeTable();
}

async function rust(file, before) {
  const { measureRust, measureMissed } = await import("./rust.mjs");
  return before ? measureMissed(file, copy(), before) : measureRust(file, copy());
}

async function javaScript(file, tests) {
  const { measureJavaScript } = await import("./javascript.mjs");
  return measureJavaScript(file, tests);
}

/** All files that git knows, copied: cargo builds only what differs from the last time. */
function copy() {
  const tree = join(root, "target/mutants/rust");
  const list = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  for (const file of execFileSync("git", list, { cwd: root }).toString().split("\0")) {
    const [from, to] = [join(root, file), join(tree, file)];
    if (!file || !existsSync(from)) continue;
    // A new date would make cargo compile it.
    if (existsSync(to) && readFileSync(from).equals(readFileSync(to))) continue;
    mkdirSync(dirname(to), { recursive: true });
    cpSync(from, to);
  }
  return tree;
}

export function score() {
  const left = unexplained();
  const rest = left.length ? `\n\nNot explained in docs/mutants.md:\n${left.join("\n")}` : "";
  return `\n${table()}\n\n${pending().length} files are not measured as they are.${rest}`;
}
