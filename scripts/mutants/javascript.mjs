// Stryker on files of `pkg`. It switches mutants on by a variable, so the bundle is built once for all of
// them; and it measures which test file runs which mutant.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Stryker } from "@stryker-mutator/core";
import { textsOfScript } from "../prose/texts.mjs";
import { root } from "../setup/shell.mjs";

const OUTPUT = `target/mutants/javascript-${process.pid}.json`;

/** Test files that need no browser, for each folder, the fast ones first. */
const server = [
  ...["handle", "routes", "login", "node", "address", "rest", "client", "secrets", "cross-site"],
  ...["cookie", "renewal"],
].map((name) => `tests/server/${name}.test.mjs`);
const client = [
  "tests/security/requests.test.mjs",
  "tests/security/memory.test.mjs",
  "tests/front/options.test.mjs",
  "tests/js/core.test.mjs",
  "tests/runtimes/cache.test.mjs",
  "tests/runtimes/place.test.mjs",
  "tests/testing/site.test.mjs",
];

/** Measures a file of `pkg`. `tests` are those that may catch its mutants. */
export async function measureJavaScript(file, tests = testsOf(file)) {
  await new Stryker({
    mutate: [file],
    testRunner: "tap",
    tap: {
      testFiles: tests,
      nodeArgs: ["-r", "{{hookFile}}", "--test-reporter=tap", "{{testFile}}"],
    },
    plugins: ["@stryker-mutator/tap-runner"],
    coverageAnalysis: "perTest",
    // Found in the folders above the copy, but for presskey, which has to be the copy's.
    symlinkNodeModules: false,
    buildCommand: tests.some(usesPackage) ? "node scripts/mutants/bundle.mjs" : undefined,
    tempDirName: `target/mutants/javascript-${process.pid}`,
    ignorePatterns: ["/target", "/www", "/fuzz/corpus", "/tests/field/cases", "/.git", "/pkg/cjs"],
    ignoreStatic: false,
    checkers: [],
    // Most of the time of these tests is waiting.
    concurrency: 3,
    timeoutMS: 60_000,
    reporters: ["json", "clear-text"],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    jsonReporter: { fileName: OUTPUT },
    disableTypeChecks: false,
    allowConsoleColors: false,
  }).runMutationTest();
  return summary(file, JSON.parse(readFileSync(join(root, OUTPUT), "utf8")).files[file]);
}

/** Whether a test runs the bundle, and not the sources. */
const usesPackage = (test) =>
  /from "(presskey|\.\/|[./]+\/support\/)/.test(readFileSync(join(root, test), "utf8"));

const testsOf = (file) => (file.startsWith("pkg/server/") ? server : client);

function summary(file, { source, mutants }) {
  const lines = source.split("\n");
  const texts = textsOfScript(file).flatMap(({ message, hint }) => [message, hint]);
  const count = (...statuses) => mutants.filter(({ status }) => statuses.includes(status)).length;
  const survivors = mutants
    .filter(({ status }) => ["Survived", "NoCoverage"].includes(status))
    .map(({ location: { start, end }, replacement }) => ({
      at: `${start.line}:${start.column}`,
      change: `${excerpt(lines, start, end)} → ${oneLine(replacement)}`,
    }));
  const missed = survivors.filter(({ change }) => !isMessage(change, texts));
  return {
    // RuntimeError: a test file ended before it could report.
    caught: count("Killed", "RuntimeError") + survivors.length - missed.length,
    timeout: count("Timeout"),
    unviable: count("CompileError"),
    missed,
  };
}

/** Whether it empties a text that a person is shown: tests/prose/messages.test.mjs fails then. */
function isMessage(change, texts) {
  const [, start] = /^["`]([^"$`…\\]{12,}).* → (""|``)$/.exec(change) ?? [];
  return start !== undefined && texts.some((text) => text.includes(start));
}

function excerpt(lines, start, end) {
  const part = lines.slice(start.line - 1, end.line);
  part[part.length - 1] = part.at(-1).slice(0, end.column - 1);
  part[0] = part[0].slice(start.column - 1);
  return oneLine(part.join(" "));
}

function oneLine(text) {
  const line = text.replace(/\s+/g, " ");
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
