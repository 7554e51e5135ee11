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

/** `missed` runs only the mutants that the last run missed, for tests that were added since. */
export async function measure(files, { tests, missed }) {
  const known = results();
  const isKnown = (file) => missed && isCurrent(file, known[file]);
  const [rust, javaScript] = [".rs", ".js"].map((end) =>
    files.filter((file) => file.endsWith(end) && !(isKnown(file) && !known[file].missed.length)),
  );
  const before = Object.fromEntries(files.filter(isKnown).map((file) => [file, known[file]]));
  const hashes = new Map(files.map((file) => [file, hashOf(file)]));
  const done = (file, result) => keep(file, hashes.get(file), result);
  if (rust.length) {
    const { measureRust } = await import("./rust.mjs");
    await measureRust(rust, copy, before, done);
  }
  for (const group of groupsOf(javaScript)) {
    console.log(`\n${group.join("\n")}`);
    const { measureJavaScript } = await import("./javascript.mjs");
    await measureJavaScript(group, { tests, before }, done);
  }
}

/** Files that are changed together: those of a folder, a few at a time, since a run may be stopped. */
function groupsOf(files, most = 6) {
  const groups = [];
  for (const file of files) {
    const last = groups.at(-1);
    const isNear = last && dirname(last[0]) === dirname(file) && last.length < most;
    if (isNear) last.push(file);
    else groups.push([file]);
  }
  return groups;
}

function keep(file, hash, result) {
  console.log(`${file}: ${result.missed.length} missed`);
  record(file, { hash, ...result });
  writeTable();
}

/** All files that git knows, copied: cargo builds only what differs from the last time. */
function copy(name) {
  const tree = join(root, "target/mutants", name);
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
