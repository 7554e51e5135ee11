// tests/mutants.json: what the last run found in each file, and the hash of the file it was found in.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/shell.mjs";

const path = join(root, "tests/mutants.json");

/**
 * @typedef {object} Result
 * @property {string} hash of the file, without the tests that a Rust file ends with
 * @property {number} caught mutants that a test failed for
 * @property {number} timeout mutants that never end: these count as caught
 * @property {number} unviable mutants that don't compile
 * @property {{ at: string, change: string }[]} missed mutants that no test failed for
 */

/** @returns {Record<string, Result>} */
export const results = () => JSON.parse(readFileSync(path, "utf8"));

/** Read again each time: two runs may work on different files. */
export function record(file, result) {
  const all = { ...results(), [file]: result };
  const sorted = Object.fromEntries(
    Object.keys(all)
      .sort()
      .map((name) => [name, all[name]]),
  );
  writeFileSync(`${path}.new`, `${JSON.stringify(sorted, null, 2)}\n`);
  renameSync(`${path}.new`, path);
}

/** How the tests begin that stand in the file of what they test. */
const TESTS = /\n#\[cfg\(test\)\]\n(?:#\[.*\]\n)*(?:pub\(crate\) )?mod tests \{\n/;

export const hashOf = (file) =>
  createHash("sha256")
    .update(readFileSync(join(root, file), "utf8").split(TESTS)[0])
    .digest("hex")
    .slice(0, 16);

/** Whether a file is still the one that was measured. */
export const isCurrent = (file, result) =>
  existsSync(join(root, file)) && result?.hash === hashOf(file);
