// cargo-mutants on one file, in a copy of the repository: a mutant never stands in the work tree.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { findCargoTool } from "../setup/release-tools.mjs";

// Far more than the tests need, since a busy machine is slow: only an endless loop takes that long.
const SECONDS = { module: 60, all: 300 };

// A mutant that only one of many random inputs finds is as good as missed, and these take most of the time.
const env = { ...process.env, PROPTEST_CASES: "32" };

/**
 * Measures one file of `src/core`. The tests of its own module come first, since they take a second.
 * All others run only for the mutants that these miss.
 */
export function measureRust(file, tree) {
  const first = mutate(tree, ["--file", file], filters(file), SECONDS.module);
  return first.missed.length ? measureMissed(file, tree, first) : first;
}

/** Runs all tests for the mutants that were missed, by their names: others at the same place were caught. */
export function measureMissed(file, tree, before) {
  const names = before.missed.map(({ at, change }) => `${file}:${at}: ${change}`);
  const again = names.flatMap((name) => ["--re", `^${escapeRegex(name)}$`]);
  const tests = isSession(file) ? [] : ["--skip", "exploration"];
  const now = mutate(tree, ["--file", file, ...again], tests, SECONDS.all);
  const sum = (name) => before[name] + now[name];
  return {
    ...{ caught: sum("caught"), timeout: sum("timeout"), unviable: sum("unviable") },
    missed: now.missed,
  };
}

const isSession = (file) => /core\/(client|session)/.test(file);

/** What `cargo test` calls the tests of a file's module. */
function filters(file) {
  if (isSession(file)) return ["core::client", "core::session", "--skip", "exploration"];
  return [`core::${file.match(/core\/(\w+)/)[1]}`];
}

function mutate(tree, which, tests, seconds) {
  const output = join(tree, "target");
  rmSync(join(output, "mutants.out"), { recursive: true, force: true });
  const { status, error } = spawnSync(
    findCargoTool("cargo-mutants"),
    [
      ...["mutants", "--in-place", "--timeout", seconds],
      ...["--output", output, "--no-shuffle", ...which, "--", "--", ...tests],
    ].map(String),
    { cwd: tree, env, stdio: ["ignore", "inherit", "inherit"] },
  );
  // 2: some were missed; 3: some took too long.
  if (error || ![0, 2, 3].includes(status)) throw error ?? new Error(`cargo mutants: ${status}`);
  const names = (kind) => {
    const path = join(output, "mutants.out", `${kind}.txt`);
    return existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean) : [];
  };
  return {
    ...{ caught: names("caught").length, timeout: names("timeout").length },
    ...{ unviable: names("unviable").length, missed: names("missed").map(parse) },
  };
}

const escapeRegex = (text) => text.replace(/[\\^$.*+?()[\]{}|&~#-]/g, "\\$&");

/** `src/core/token.rs:12:5: replace a with b in c` */
function parse(line) {
  const [, at, change] = line.match(/^[^:]+:(\d+:\d+): (.*)$/);
  return { at, change };
}
