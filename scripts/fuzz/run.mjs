// Runs the targets of the folder fuzz: those in Rust with libFuzzer, those in JavaScript with
// fuzz/js/fuzz.mjs.
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { ask, root } from "../setup/shell.mjs";

const fuzzFolder = join(root, "fuzz");
const target = join(root, "target/fuzz");
const host = () => /^host: (.+)$/m.exec(ask("rustc", ["-vV"]))[1];

/** What cargo-fuzz passes to a nightly compiler; the stable one knows these flags too. */
const FLAGS = [
  "-Cpasses=sancov-module",
  "-Cllvm-args=-sanitizer-coverage-level=4",
  "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
  "-Cllvm-args=-sanitizer-coverage-pc-table",
  "-Cllvm-args=-sanitizer-coverage-trace-compares",
  "-Ccodegen-units=1",
];

const isJavaScript = (name) => existsSync(join(fuzzFolder, "js", `${name}.cjs`));

/** Exit code: 1 if an input broke a promise. */
export async function fuzz(names, { seconds, minimise }) {
  const binary = names.every(isJavaScript) ? undefined : await build();
  let failed = 0;
  for (const name of names) {
    const places = await placesOf(name);
    const run = isJavaScript(name) ? runJavaScript : runRust;
    const { exitCode } = await run({ name, seconds, binary, ...places });
    if (exitCode) failed++;
    else if (minimise && !isJavaScript(name)) await merge({ name, binary, ...places });
  }
  console.log(failed ? `\n${failed} of ${names.length} targets failed.` : "\nNothing was found.");
  return failed ? 1 : 0;
}

async function placesOf(name) {
  const corpus = join(fuzzFolder, "corpus", name);
  const found = join(target, "found", name);
  const crashes = join(target, "crashes", name);
  for (const folder of [found, crashes]) await mkdir(folder, { recursive: true });
  return { corpus, found, crashes };
}

/** One binary with all targets in Rust, instrumented. Needs a C++ compiler for libFuzzer. */
async function build() {
  const args = ["build", "--release", "--locked", "--features", "libfuzzer", "--target", host()];
  const env = { CARGO_TARGET_DIR: target, CARGO_ENCODED_RUSTFLAGS: FLAGS.join("\x1f") };
  await execa("cargo", args, { cwd: fuzzFolder, env, stdio: "inherit" });
  return join(target, host(), "release/fuzz");
}

async function runRust({ name, seconds, binary, corpus, found, crashes }) {
  const dictionary = join(fuzzFolder, "dict", `${name}.txt`);
  const args = [
    `-max_total_time=${seconds}`,
    ...["-max_len=4096", "-timeout=10", "-use_value_profile=1", "-print_final_stats=1"],
    // Descriptions of servers are kept until the process ends: src/core/server/spec.rs.
    "-rss_limit_mb=4000",
    `-artifact_prefix=${crashes}/`,
    ...(existsSync(dictionary) ? [`-dict=${dictionary}`] : []),
    ...[found, corpus],
  ];
  const result = await execa(binary, args, {
    env: { PRESSKEY_FUZZ: name },
    reject: false,
    all: true,
  });
  const lines = result.all.split("\n");
  if (result.exitCode) {
    // What was promised, and which input broke it.
    const at = lines.findIndex((line) => line.includes("panicked at"));
    console.log(lines.slice(Math.max(at, 0), at + 8).join("\n"));
    console.log(lines.filter((line) => line.startsWith("artifact_prefix")).join("\n"));
  }
  const last = lines.findLast((line) => /\bcov: \d+/.test(line)) ?? "no coverage";
  console.log(`${name}: exit ${result.exitCode}, ${last.replace(/^#/, "runs ")}`);
  return result;
}

const runJavaScript = ({ name, seconds, found }) =>
  execa("node", [join(fuzzFolder, "js/fuzz.mjs"), name, seconds, found], {
    stdio: "inherit",
    reject: false,
  });

/** libFuzzer adds the inputs that reach what those of the corpus don't. */
async function merge({ name, binary, corpus, found }) {
  const args = ["-merge=1", "-use_counters=0", "-max_len=4096", corpus, found];
  await execa(binary, args, { env: { PRESSKEY_FUZZ: name }, stdio: "ignore" });
}
