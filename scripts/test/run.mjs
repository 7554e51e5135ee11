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

/** How many tests passed in each browser that a step named. */
const passedIn = new Map();

/**
 * Runs suites; how many tests passed, and what failed. Two lanes side by side: the tools, one at a
 * time, since cargo locks its folder, and the tests. A suite that needs another waits for it.
 */
export async function runSuites(chosen) {
  for (const { name } of chosen) rmSync(join(logs, `${name}.log`), { force: true });
  const isNeeded = ({ name }) => chosen.some(({ needs }) => needs === name);
  const queue = (isWanted) =>
    chosen.filter(isWanted).flatMap((suite) => suite.steps().map((step) => [suite.name, ...step]));
  const others = (lane) => (suite) => suite.lane === lane && !isNeeded(suite);
  const tools = queue((suite) => others("tools")(suite) && !suite.needs);
  const toolsThatNeed = queue((suite) => others("tools")(suite) && suite.needs);
  const tests = queue(others("tests"));

  const failed = [];
  let passed = 0;
  /** Runs steps one after the other; whether all passed. */
  async function work(steps) {
    let allPassed = true;
    for (let step = steps.shift(); step; step = steps.shift()) {
      try {
        // Not in one line: that would read the sum before the step, and lose what others add meanwhile.
        const count = await runStep(...step);
        passed += count;
      } catch (error) {
        failed.push(error);
        allPassed = false;
      }
    }
    return allPassed;
  }
  const first = work(queue(isNeeded));
  // Without what they need, the others would all fail of the same cause.
  const afterFirst = async (steps) => (await first) && work(steps);
  // When the tools are done, there is room for one more test.
  const toolsLane = async () => {
    await work(tools);
    await afterFirst(toolsThatNeed);
    await afterFirst(tests);
  };
  const testsLanes = Array.from({ length: testsAtOnce }, () => afterFirst(tests));
  await Promise.all([toolsLane(), ...testsLanes]);
  for (const [browser, count] of passedIn) console.log(`In ${browser}: ${count} tests passed`);
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
