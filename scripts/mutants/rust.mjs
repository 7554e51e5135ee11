// Mutants of `src/core`. One build has all of them (switched.mjs), but for those that can't be chosen
// at run time, which cargo-mutants builds one by one. A mutant never stands in the work tree.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { findCargoTool } from "../setup/release-tools.mjs";
import { build, runStages } from "./switched.mjs";

// Far more than the tests need, since a busy machine is slow: only an endless loop takes that long.
const SECONDS = 300;

// A mutant that only one of many random inputs finds is as good as missed, and these take most of the time.
const env = { ...process.env, PROPTEST_CASES: "32" };

/**
 * Measures files of `src/core`, and gives each file's result to `done`. `copy` makes a copy of the
 * repository. `before` has results: of files in it only what was missed is run again.
 */
export async function measureRust(files, copy, before, done) {
  const all = list(copy("listed"), files).filter(({ file, at, change }) =>
    before[file] ? before[file].missed.some((one) => one.at === at && one.change === change) : true,
  );
  const { binary, usable, unviable, fixed } = build(copy("switched"), all);
  for (const file of files) {
    const own = (mutants) => mutants.filter((mutant) => mutant.file === file);
    const found = await runStages(
      binary,
      own(usable).map(({ id }) => id),
      stages(file),
    );
    const one = own(fixed).length ? oneByOne(copy("listed"), file, own(fixed)) : NONE;
    const count = (kind) => [...found.values()].filter((value) => value === kind).length;
    const missed = own(usable).filter(({ id }) => found.get(id) === "missed");
    const past = before[file] ?? NONE;
    done(file, {
      caught: past.caught + one.caught + count("caught"),
      timeout: past.timeout + one.timeout + count("timeout"),
      unviable: past.unviable + one.unviable + own(unviable).length,
      missed: [...missed.map(({ at, change }) => ({ at, change })), ...one.missed],
    });
  }
}

const NONE = { caught: 0, timeout: 0, unviable: 0, missed: [] };

function list(tree, files) {
  const which = files.flatMap((file) => ["--file", file]);
  const { stdout, stderr } = spawnSync(
    findCargoTool("cargo-mutants"),
    ["mutants", "--list", "--json", ...which],
    { cwd: tree, encoding: "utf8", maxBuffer: 2 ** 30 },
  );
  if (!stdout) throw new Error(stderr);
  return JSON.parse(stdout).map((mutant, index) => ({
    ...mutant,
    ...parse(mutant.name),
    id: index + 1,
  }));
}

const isSession = (file) => /core\/(client|session)/.test(file);

/**
 * Filters of tests: those of a file's own module, which take a moment; then all but the slow ones.
 * The exploration runs for the session only, and of it the scenario that is fast.
 */
function stages(file) {
  const fast = ["--skip", "exploration", "--skip", SLOW];
  const module = isSession(file) ? ["core::client", "core::session"] : [moduleOf(file)];
  const slow = isSession(file) ? [[SLOW], ["exploration"]] : [[SLOW]];
  return [[...module, ...fast], fast, ...slow];
}

/** It alone takes longer than all the others. */
const SLOW = "no_servers_failure_is_a_session";

/** What `cargo test` calls the tests of a file's module. */
const moduleOf = (file) => `core::${file.match(/core\/(\w+)/)[1]}`;

function oneByOne(tree, file, mutants) {
  const output = join(tree, "target");
  const names = mutants.flatMap(({ name }) => ["--re", `^${escapeRegex(name)}$`]);
  const tests = isSession(file) ? [] : ["--skip", "exploration"];
  rmSync(join(output, "mutants.out"), { recursive: true, force: true });
  const { status, error } = spawnSync(
    findCargoTool("cargo-mutants"),
    [
      ...["mutants", "--in-place", "--timeout", SECONDS, "--output", output, "--no-shuffle"],
      ...["--file", file, ...names, "--", "--", ...tests],
    ].map(String),
    { cwd: tree, env, stdio: ["ignore", "inherit", "inherit"] },
  );
  // 2: some were missed; 3: some took too long.
  if (error || ![0, 2, 3].includes(status)) throw error ?? new Error(`cargo mutants: ${status}`);
  const found = (kind) => {
    const path = join(output, "mutants.out", `${kind}.txt`);
    return existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean) : [];
  };
  return {
    ...{ caught: found("caught").length, timeout: found("timeout").length },
    ...{ unviable: found("unviable").length, missed: found("missed").map(parse) },
  };
}

const escapeRegex = (text) => text.replace(/[\\^$.*+?()[\]{}|&~#-]/g, "\\$&");

/** `src/core/token.rs:12:5: replace a with b in c` */
function parse(line) {
  const [, at, change] = line.match(/^[^:]+:(\d+:\d+): (.*)$/);
  return { at, change };
}
