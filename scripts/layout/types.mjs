// Type-checks all sources of pkg strictly (tests/types/pkg/tsconfig.json).
import { execaSync } from "execa";
import { root } from "../setup/shell.mjs";

const project = ["-p", "tests/types/pkg/tsconfig.json", "--pretty", "false"];

/** Errors in files of pkg that are written by hand. Files that the build makes have no types. */
export const errorsIn = (output) =>
  output.split("\n").filter((line) => /^pkg\/(?!dist\/|crate\/|cjs\/)[^(]+\(/.test(line));

if (import.meta.filename === process.argv[1]) {
  const { stdout } = execaSync("tsc", project, { cwd: root, preferLocal: true, reject: false });
  const found = errorsIn(stdout);
  // A failure without errors in files, such as a wrong option, must not pass.
  if (!found.length && /^(?!pkg\/| |$)/m.test(stdout)) found.push(stdout);
  for (const line of found) console.error(line);
  if (found.length) process.exitCode = 1;
}
