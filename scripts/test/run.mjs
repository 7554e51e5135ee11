// Runs suites, says how each ended, and keeps its whole output in target/presskey/logs.
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { execa } from "execa";
import { root } from "../setup/shell.mjs";
import { suites } from "./suites.mjs";

const logs = join(root, "target/presskey/logs");
const minutes = 60_000;

/** The suites of these names, and the ones they need, in their usual order. */
export function pick(names) {
  const known = suites.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length) throw new Error(`No suite ${unknown}. There are: ${known.join(", ")}`);
  if (!names.length) return suites;
  const needed = suites.filter(({ name }) => names.includes(name)).map(({ needs }) => needs);
  return suites.filter(({ name }) => names.includes(name) || needed.includes(name));
}

/** Runs one suite; how many tests passed. */
export async function runSuite({ name, steps }) {
  const started = Date.now();
  console.log(`\n== ${name}`);
  let log = "";
  let passed = 0;
  for (const [command, args, { tests, env } = {}] of steps()) {
    const line = [basename(command), ...args].join(" ");
    const options = {
      cwd: root,
      env: { ...plain, ...env },
      all: true,
      reject: false,
      timeout: 20 * minutes,
    };
    const { failed, all, shortMessage } = await execa(command, args, options);
    log += `$ ${line}\n${all}\n\n`;
    save(name, log);
    if (failed) throw new Error(`${all}\n\nSuite "${name}" failed: ${shortMessage}`);
    const ran = tests ? count[tests](all) : 0;
    if (tests && !ran) throw new Error(`${all}\n\nSuite "${name}" ran no test: ${line}`);
    passed += ran;
    console.log(`  ok ${line}`);
    // As the runner wrote them, so that others who look for them find them.
    for (const closing of all.split("\n").filter((text) => worthShowing.test(text))) {
      console.log(closing.trimEnd());
    }
  }
  console.log(`  ${((Date.now() - started) / 1000).toFixed(1)} s`);
  return passed;
}

// Counts are read out of the text: no colours in it.
const plain = { CARGO_TERM_COLOR: "never", FORCE_COLOR: "0" };

const sum = (text, pattern) =>
  [...text.matchAll(pattern)].reduce((total, [, number]) => total + Number(number), 0);

/** How many tests passed, in the words of each runner. */
const count = {
  cargo: (text) => sum(text, /^test result: ok\. (\d+) passed/gm),
  // Node counts a file without any test as one passed.
  node: (text) => sum(text, /^(?:#|ℹ) pass (\d+)/gm) - (text.match(/^✔ .*\.mjs \(/gm)?.length ?? 0),
};

/** Totals, figures and tables. */
const worthShowing = /^test result|^(#|ℹ) (tests|pass|fail|skipped)|bytes brotli|^\| /;

function save(name, log) {
  mkdirSync(logs, { recursive: true });
  writeFileSync(join(logs, `${name}.log`), log);
}
