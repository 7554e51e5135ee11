// Type-checks the sources of pkg strictly (tests/types/pkg/tsconfig.json). The files of unchecked.json
// have no types yet: the list only gets shorter. `--write` removes the files that have become clean.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { execaSync } from "execa";
import { root } from "../setup/shell.mjs";
import { filesOf } from "./source.mjs";

const LIST = "scripts/layout/unchecked.json";
const project = ["-p", "tests/types/pkg/tsconfig.json", "--pretty", "false"];

/** Errors by file, of files in pkg that are written by hand. */
export function errorsByFile(output) {
  const errors = new Map();
  for (const line of output.split("\n")) {
    const [, path] = /^(pkg\/(?!dist\/|crate\/|cjs\/)[^(]+)\(/.exec(line) ?? [];
    if (path) errors.set(path, [...(errors.get(path) ?? []), line]);
  }
  return errors;
}

/** What is wrong: errors in checked files, and files that don't belong on the list any more. */
export function problems(errors, unchecked) {
  const checked = [...errors].filter(([path]) => !unchecked.includes(path));
  const clean = unchecked.filter((path) => !errors.has(path));
  return [
    ...checked.flatMap(([, lines]) => lines),
    ...clean.map((path) => `${path} has no errors: remove it from ${LIST}.`),
  ];
}

if (import.meta.filename === process.argv[1]) {
  const { stdout, exitCode } = execaSync("tsc", project, {
    cwd: root,
    preferLocal: true,
    reject: false,
  });
  const errors = errorsByFile(stdout);
  const unchecked = JSON.parse(filesOf("scripts/layout", "unchecked.json")[0][1]);
  if (process.argv.includes("--write")) {
    const left = unchecked.filter((path) => errors.has(path));
    writeFileSync(join(root, LIST), `${JSON.stringify(left, null, 2)}\n`);
  } else {
    const found = problems(errors, unchecked);
    // A failure without errors in files, such as a wrong option, must not pass.
    if (exitCode && !errors.size) found.push(stdout);
    for (const line of found) console.error(line);
    if (found.length) process.exitCode = 1;
  }
}
