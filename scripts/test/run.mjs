// Runs suites, says how each ended, and keeps its whole output in target/presskey/logs.
import { appendFileSync, mkdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { execa } from "execa";
import { root } from "../setup/shell.mjs";
import { suites, testsAtOnce } from "./suites.mjs";

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

/** Runs suites, those first that others need; how many tests passed, and what failed. */
export async function runSuites(chosen) {
  for (const { name } of chosen) rmSync(join(logs, `${name}.log`), { force: true });
  const isNeeded = ({ name }) => chosen.some(({ needs }) => needs === name);
  const first = await runLanes(chosen.filter(isNeeded));
  // Without what they need, the others would all fail of the same cause.
  if (first.failed.length) return first;
  const rest = await runLanes(chosen.filter((suite) => !isNeeded(suite)));
  for (const [browser, passed] of passedIn) console.log(`In ${browser}: ${passed} tests passed`);
  return { passed: first.passed + rest.passed, failed: rest.failed };
}

/** How many tests passed in each browser that a step named. */
const passedIn = new Map();

async function runLanes(chosen) {
  const failed = [];
  let passed = 0;
  const queue = (lane) =>
    chosen
      .filter((suite) => suite.lane === lane)
      .flatMap((suite) => suite.steps().map((step) => [suite.name, ...step]));
  const [tools, tests] = [queue("tools"), queue("tests")];
  async function work(steps) {
    for (let step = steps.shift(); step; step = steps.shift()) {
      await runStep(...step).then(
        (count) => {
          passed += count;
        },
        (error) => failed.push(error),
      );
    }
  }
  // Cargo locks its folder, so the tools run one at a time. Afterwards there is room for one more test.
  const workers = Array.from({ length: testsAtOnce }, () => work(tests));
  await Promise.all([work(tools).then(() => work(tests)), ...workers]);
  return { passed, failed };
}

async function runStep(suite, command, args, { tests, env, again } = {}) {
  const started = Date.now();
  const browser = env?.PRESSKEY_BROWSER;
  const line = [...(browser ? [`in ${browser}:`] : []), basename(command), ...args].join(" ");
  const options = {
    cwd: root,
    env: { ...plain, ...env },
    all: true,
    reject: false,
    timeout: 20 * minutes,
  };
  let { failed, all, shortMessage } = await execa(command, args, options);
  log(suite, line, all);
  if (failed && again) {
    // Said aloud, so that a test that needs luck is found; not the end of a long run.
    console.log(`${suite}: failed, once more: ${line}\n${failures(all)}`);
    ({ failed, all, shortMessage } = await execa(command, args, options));
    log(suite, line, all);
  }
  if (failed) {
    console.log(`${all}\n\n${suite}: failed: ${line}`);
    throw new Error(`Suite "${suite}" failed: ${shortMessage}`);
  }
  const ran = tests ? count[tests](all) : 0;
  if (tests && !ran) throw new Error(`Suite "${suite}" ran no test: ${line}`);
  console.log(`${suite}: ok, ${((Date.now() - started) / 1000).toFixed(1)} s: ${line}`);
  if (browser) passedIn.set(browser, (passedIn.get(browser) ?? 0) + ran);
  // As the runner wrote them, so that others who look for them find them.
  for (const closing of all.split("\n").filter((text) => isWorthShowing(text, browser))) {
    console.log(closing.trimEnd());
  }
  return ran;
}

/** What node's runner says of the tests that failed. */
const failures = (all) => all.slice(all.lastIndexOf("failing tests:")).slice(0, 4000);

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
const worthShowing =
  /^test result|^explored |^(#|ℹ) (tests|pass|fail|skipped|todo)|^\d+ cases are still|bytes brotli|^\| /;

/** Another browser's skipped tests are shown, since the reason is something it can't do. */
const isWorthShowing = (text, browser) =>
  worthShowing.test(text) || (browser && /^\s*﹣ .* # /.test(text));

function log(suite, line, all) {
  mkdirSync(logs, { recursive: true });
  appendFileSync(join(logs, `${suite}.log`), `$ ${line}\n${all}\n\n`);
}
