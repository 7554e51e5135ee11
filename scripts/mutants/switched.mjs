// Builds the mutants of all given Rust files together, and runs the tests once for each.
import { spawn, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { root } from "../setup/shell.mjs";
import { CHOSEN, canSwitch, switchedSource } from "./switch.mjs";

/** Seconds of CPU: only an endless loop takes that long, on a busy machine too. */
const SECONDS = 10;
const KILOBYTES = 6_000_000;

const env = {
  ...process.env,
  // A mutant that only one of many random inputs finds is as good as missed.
  PROPTEST_CASES: "32",
  PROPTEST_MAX_SHRINK_ITERS: "0",
  PROPTEST_DISABLE_FAILURE_PERSISTENCE: "1",
  RUST_BACKTRACE: "0",
  // A function with all its copies has room for the variables of all.
  RUST_MIN_STACK: String(256 << 20),
  CARGO_TARGET_DIR: join(root, "target"),
  CARGO_PROFILE_MUTANTS_OPT_LEVEL: "1",
};

/**
 * Builds a copy of the repository, in `tree`, with all mutants that can be chosen at run time.
 * @param {object[]} mutants those of `cargo mutants --list --json`, with an `id`
 * @returns what runs the tests, and the mutants that it contains, that don't compile, and that can't
 *   be chosen
 */
export function build(tree, mutants) {
  const files = [...new Set(mutants.map(({ file }) => file))];
  const sources = new Map(files.map((file) => [file, readFileSync(join(tree, file), "utf8")]));
  const fits = (mutant) => canSwitch(mutant, sources.get(mutant.file));
  const fixed = mutants.filter((mutant) => !fits(mutant));
  const unviable = [];
  let usable = mutants.filter(fits);
  const lib = join(tree, "src/lib.rs");
  writeFileSync(lib, readFileSync(lib, "utf8") + CHOSEN);
  for (;;) {
    const copies = files.flatMap((file) => {
      const ofFile = usable.filter((mutant) => mutant.file === file);
      const { text, copies } = switchedSource(sources.get(file), ofFile);
      writeFileSync(join(tree, file), text);
      return copies.map((copy) => ({ ...copy, file }));
    });
    const { binary, errors } = compile(tree);
    if (binary) return { binary, usable, unviable, fixed };
    const wrong = new Set(errors.flatMap((error) => culprit(error, copies) ?? []));
    if (!wrong.size) throw new Error(errors.map(({ rendered }) => rendered).join("\n"));
    unviable.push(...usable.filter(({ id }) => wrong.has(id)));
    usable = usable.filter(({ id }) => !wrong.has(id));
    console.log(`${unviable.length} mutants don't compile`);
  }
}

/** The mutant that a compiler's error is about. */
function culprit({ spans }, copies) {
  const own = spans.toSorted((a, b) => b.is_primary - a.is_primary);
  return own
    .map(({ file_name: name, line_start: line }) =>
      copies.find(({ file, from, to }) => file === name && from <= line && line <= to),
    )
    .find(Boolean)?.id;
}

function compile(tree) {
  const args = ["test", "--profile", "mutants", "--lib", "--no-run", "--message-format=json"];
  const { stdout, stderr } = spawnSync("cargo", args, {
    cwd: tree,
    env,
    encoding: "utf8",
    maxBuffer: 2 ** 31,
  });
  const messages = stdout
    .split("\n")
    .flatMap((line) => (line[0] === "{" ? [JSON.parse(line)] : []));
  const binary = messages.find(({ executable }) => executable)?.executable;
  const errors = messages
    .filter(({ reason, message }) => reason === "compiler-message" && message.level === "error")
    .map(({ message }) => message);
  if (!binary && !errors.length) throw new Error(stderr);
  return { binary, errors };
}

/**
 * Runs the tests for each mutant. Each of `stages` is a filter of tests, for the mutants that the ones
 * before have missed.
 * @returns {Promise<Map<number, "caught" | "timeout" | "missed">>}
 */
export async function runStages(binary, ids, stages) {
  const found = new Map(ids.map((id) => [id, "missed"]));
  for (const filters of stages) {
    if ((await runOne(binary, 0, filters)) !== "missed") throw new Error(`fails: ${filters}`);
    const queue = ids.filter((id) => found.get(id) === "missed");
    const worker = async () => {
      for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
        found.set(id, await runOne(binary, id, filters));
      }
    };
    await Promise.all(cpus().map(worker));
  }
  return found;
}

function runOne(binary, id, filters) {
  const limits = `ulimit -t ${SECONDS} -v ${KILOBYTES}; exec "$0" "$@"`;
  const child = spawn("bash", ["-c", limits, binary, "--quiet", ...filters], {
    cwd: root,
    env: { ...env, MUTANT: String(id) },
    stdio: "ignore",
  });
  return new Promise((resolve) => {
    child.on("close", (status, signal) => {
      const ended = ["SIGKILL", "SIGXCPU"].includes(signal);
      resolve(ended ? "timeout" : status === 0 ? "missed" : "caught");
    });
  });
}
