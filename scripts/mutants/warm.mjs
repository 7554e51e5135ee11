// A test runner for Stryker: one process for each test file, which stays for many mutants. Stryker's
// tap runner starts a process for each mutant and file, which costs more than the tests.
//
// A process that has run other mutants may not be as it was. So a test that fails must pass again
// without the mutant, or a new process decides. And a mutant that no test has failed for is run again
// in new processes, with all tests of the files that reach it.
import { fork } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { commonTokens, declareClassPlugin, PluginKind, tokens } from "@stryker-mutator/api/plugin";
import { root } from "../setup/shell.mjs";

const CHILD = fileURLToPath(new URL("warm-child.mjs", import.meta.url));

/** In the copy of the repository, which the dry run and the other runners share. */
const TIMES = "mutant-times.json";

/** Tests that take longer, in ms, run only for what the others have missed. Most of them wait. */
const SLOW = 400;

/** How many processes a runner keeps. */
const KEPT = 10;

/** Seconds of CPU, and seconds of waiting for nothing: a mutant that takes longer never ends. */
const CPU_LIMIT = 10;
const IDLE_LIMIT = 8;

class Child {
  #process;
  #answer;

  /** @param {string} [mutant] one that is on from the start */
  constructor(file, mutant) {
    const env = { ...process.env };
    if (mutant !== undefined) env.__STRYKER_ACTIVE_MUTANT__ = mutant;
    this.#process = fork(CHILD, [file], { env, stdio: "ignore", execArgv: [] });
    this.ready = this.#next();
    this.#process.on("message", (message) => {
      this.#idle = 0;
      if (!message.step) this.#answer(message);
    });
    this.#process.on("exit", (code) => {
      this.isGone = true;
      this.#answer({ failed: { message: `ended with ${code}` } });
    });
  }

  #idle = 0;

  #next() {
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  /** @param {number} [slowest] ms that the slowest of the tests takes */
  async run(message, slowest = 0) {
    const first = await this.#watch(this.ready, 20_000);
    if (first.failed) return first;
    if (this.isGone) return { failed: { message: "has ended" } };
    const answer = this.#next();
    this.#process.send(message);
    return this.#watch(answer, slowest);
  }

  async #watch(promise, slowest) {
    const start = this.#usage();
    let before = start;
    this.#idle = 0;
    const timer = setInterval(() => {
      const now = this.#usage();
      this.#idle = now.isRunning || now.cpu > before.cpu + 0.02 ? 0 : this.#idle + 1;
      before = now;
      if (now.cpu - start.cpu < CPU_LIMIT && this.#idle < IDLE_LIMIT + (2 * slowest) / 1000) return;
      this.stop();
      this.#answer({ failed: { message: "never ends", isOver: true } });
    }, 1000);
    try {
      return await promise;
    } finally {
      clearInterval(timer);
    }
  }

  /** Only Linux tells. Elsewhere all time counts as idle. */
  #usage() {
    try {
      const stat = readFileSync(`/proc/${this.#process.pid}/stat`, "utf8");
      const [state, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return { isRunning: state !== "S", cpu: (Number(rest[10]) + Number(rest[11])) / 100 };
    } catch {
      return { isRunning: false, cpu: 0 };
    }
  }

  stop() {
    this.isGone = true;
    this.#process.kill("SIGKILL");
  }
}

const fileOf = (id) => id.split("#")[0];

class WarmRunner {
  static inject = tokens(commonTokens.options, commonTokens.logger);

  #log;
  #files;
  #children = new Map();
  /** How often a file's process was found not to be as it was. */
  #changed = new Map();
  /** The files that have caught something last, the last one first. */
  #killers = [];
  #times;
  /** Of these files, only mutants at these places are run. */
  #places;

  constructor({ warm }, log) {
    this.#log = log;
    this.#files = warm.testFiles;
    this.#places = warm.places;
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun() {
    const all = [];
    const queue = [...this.#files];
    const worker = async () => {
      for (let file = queue.shift(); file; file = queue.shift()) {
        const { tests } = await this.#first(file);
        all.push(...tests);
      }
    };
    await Promise.all([worker(), worker(), worker(), worker()]);
    writeFileSync(TIMES, JSON.stringify(Object.fromEntries(all.map(({ id, time }) => [id, time]))));
    return {
      status: "complete",
      tests: all.map(({ id, name, time }) => ({
        ...{ id, name: `${fileOf(id)}: ${name}`, timeSpentMs: Math.round(time), status: 0 },
      })),
      mutantCoverage: {
        static: {},
        perTest: Object.fromEntries(all.map(({ id, coverage }) => [id, coverage])),
      },
    };
  }

  /** A busy machine may be too slow for a test. If it fails again, it can't catch anything. */
  async #first(file) {
    const [failures, skipped] = [[], []];
    for (;;) {
      const child = new Child(file);
      const result = await child.run({ skipped }, 60_000);
      child.stop();
      const { id, message } = result.failed ?? {};
      if (!result.failed) return result;
      if (!id) throw new Error(`${file}: ${message}`);
      if (failures.includes(id)) {
        this.#log.warn(`${id} fails without a mutant: ${message}`);
        skipped.push(id);
      }
      failures.push(id);
    }
  }

  async mutantRun({ testFilter = [], activeMutant, hitLimit }) {
    const { id: mutant } = activeMutant;
    if (!this.#isWanted(activeMutant)) return { status: "killed", killedBy: [], nrOfTests: 0 };
    this.#times ??= JSON.parse(readFileSync(TIMES, "utf8"));
    const files = [...new Set(testFilter.map(fileOf))].sort(
      (a, b) => this.#rank(a) - this.#rank(b),
    );
    const unsure = [];
    for (const file of files) {
      const isChosen = (id) => fileOf(id) === file && this.#times[id] <= SLOW;
      const chosen = testFilter.filter(isChosen);
      if (!chosen.length) continue;
      const { failed, isUnsure } = await this.#warm(file, { chosen, mutant, hitLimit });
      if (failed) return this.#killed(file, failed);
      if (isUnsure) unsure.push(file);
    }
    const rest = files.filter((file) => !unsure.includes(file));
    for (const some of [unsure.slice(0, 1), [...unsure.slice(1), ...rest]]) {
      const found = await this.#inNewProcesses(some, mutant, hitLimit);
      if (found) return found;
    }
    const { fileName, location, replacement } = activeMutant;
    const line = location.start.line + 1;
    this.#log.info(`survived: ${relative(root, fileName)}:${line} → ${replacement}`);
    return { status: "survived", nrOfTests: testFilter.length };
  }

  #isWanted({ fileName, location: { start } }) {
    const places = this.#places?.[relative(root, fileName).replaceAll("\\", "/")];
    return !places || places.includes(`${start.line + 1}:${start.column + 1}`);
  }

  #rank(file) {
    const at = this.#killers.indexOf(file);
    return at < 0 ? this.#killers.length : at;
  }

  #killed(file, { id = `${file}#0`, message, isOver }) {
    this.#killers = [file, ...this.#killers.filter((one) => one !== file)];
    if (isOver) return { status: "timeout", reason: message };
    return { status: "killed", killedBy: [id], failureMessage: message, nrOfTests: 1 };
  }

  /** In a process that is kept. It is unsure if only a new process can tell. */
  async #warm(file, { chosen, mutant, hitLimit }) {
    if (this.#changed.get(file) > 3) return { isUnsure: true };
    const slowest = Math.max(...chosen.map((id) => this.#times[id] ?? 0));
    const child = this.#children.get(file) ?? new Child(file);
    this.#children.delete(file);
    const { failed, isLoaded } = await child.run({ chosen, mutant, hitLimit }, slowest);
    if (isLoaded) {
      this.#keep(file, child);
      return { isUnsure: true };
    }
    if (!failed) {
      this.#keep(file, child);
      return {};
    }
    if (child.isGone || !failed.id) {
      child.stop();
      return { isUnsure: true };
    }
    const again = await child.run({ chosen: [failed.id] }, slowest);
    if (!again.failed) {
      this.#keep(file, child);
      return { failed };
    }
    child.stop();
    this.#changed.set(file, (this.#changed.get(file) ?? 0) + 1);
    return { isUnsure: true };
  }

  #keep(file, child) {
    if (child.isGone) return;
    this.#children.set(file, child);
    if (this.#children.size <= KEPT) return;
    const [[oldest, gone]] = this.#children;
    gone.stop();
    this.#children.delete(oldest);
  }

  /** All tests of the files, in processes in which the mutant is on from the start. */
  async #inNewProcesses(files, mutant, hitLimit) {
    const queue = [...files];
    let found;
    const worker = async () => {
      for (let file = queue.shift(); file && !found; file = queue.shift()) {
        const { failed } = await this.#fresh(file, { mutant, hitLimit });
        if (failed && !found && (await this.#isCertain(file, { mutant, hitLimit, failed })))
          found ??= this.#killed(file, failed);
      }
    };
    await Promise.all([worker(), worker(), worker()]);
    return found;
  }

  /** Whether it fails because of the mutant, and not because the machine is busy. */
  async #isCertain(file, { mutant, hitLimit, failed: { id } }) {
    const chosen = id && [id];
    if ((await this.#fresh(file, { chosen })).failed) return false;
    for (const tests of [chosen, undefined])
      if ((await this.#fresh(file, { chosen: tests, mutant, hitLimit })).failed) return true;
    return false;
  }

  async #fresh(file, { mutant, hitLimit, chosen = this.#testsOf(file) }) {
    const child = new Child(file, mutant);
    try {
      const slowest = Math.max(...chosen.map((id) => this.#times[id]));
      return await child.run({ chosen, hitLimit }, slowest);
    } finally {
      child.stop();
    }
  }

  #testsOf(file) {
    return Object.keys(this.#times).filter((id) => fileOf(id) === file);
  }

  dispose() {
    for (const child of this.#children.values()) child.stop();
  }
}

/** `tell(s, "looked")`: the build replaces the names of events, and refuses others. */
class Events {
  shouldIgnore(path) {
    const isEvent = path.isStringLiteral() && path.parent.callee?.name === "tell";
    return isEvent ? "the name of an event" : undefined;
  }
}

export const strykerPlugins = [
  declareClassPlugin(PluginKind.TestRunner, "warm", WarmRunner),
  declareClassPlugin(PluginKind.Ignore, "events", Events),
];
