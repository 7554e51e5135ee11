// Stryker on files of `pkg`. It switches mutants on by a variable, so the bundle is built once for all of
// them; and it measures which test file runs which mutant.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Stryker } from "@stryker-mutator/core";
import { textsOfScript } from "../prose/texts.mjs";
import { root } from "../setup/shell.mjs";
import { testsFor } from "./tests.mjs";

const OUTPUT = `target/mutants/javascript-${process.pid}.json`;

/**
 * Measures files of `pkg`, and gives each file's result to `done`.
 *
 * @param {object} how
 * @param {string[]} [how.tests] those that may catch their mutants, if not all
 * @param {Record<string, object>} how.before results: of files in it only what was missed is run again
 */
export async function measureJavaScript(files, { tests, before }, done) {
  const testFiles = tests ?? [...new Set(files.flatMap(testsFor))];
  await new Stryker({
    mutate: files,
    testRunner: "warm",
    warm: { testFiles, places: placesOf(before) },
    plugins: [fileURLToPath(new URL("warm.mjs", import.meta.url))],
    coverageAnalysis: "perTest",
    // Found in the folders above the copy, but for presskey, which has to be the copy's.
    symlinkNodeModules: false,
    buildCommand: testFiles.some(usesPackage) ? "node scripts/mutants/bundle.mjs" : undefined,
    tempDirName: `target/mutants/javascript-${process.pid}`,
    ignorePatterns: ["/target", "/www", "/fuzz/corpus", "/tests/field/cases", "/.git", "/pkg/cjs"],
    ignorers: ["events"],
    checkers: [],
    // Most of the time of these tests is waiting.
    concurrency: 4,
    // warm.mjs has limits of its own: of CPU, as other programs may take all of it for a while.
    ...{ timeoutMS: 3_600_000, dryRunTimeoutMinutes: 60 },
    reporters: ["json", "progress-append-only"],
    jsonReporter: { fileName: OUTPUT },
    disableTypeChecks: false,
    allowConsoleColors: false,
    warnings: { unknownOptions: false },
  }).runMutationTest();
  const found = JSON.parse(readFileSync(join(root, OUTPUT), "utf8")).files;
  for (const file of files) {
    const now = summary(file, found[file] ?? { source: "", mutants: [] });
    done(file, before[file] ? again(before[file], now) : now);
  }
}

/** What was missed before, as `line:column`. */
const placesOf = (before) =>
  Object.fromEntries(
    Object.entries(before).map(([file, { missed }]) => [file, missed.map(({ at }) => at)]),
  );

/** A result after a run of what was missed in it. */
function again(past, now) {
  const missed = past.missed.filter((one) =>
    now.missed.some(({ at, change }) => at === one.at && change === one.change),
  );
  return { ...past, caught: past.caught + past.missed.length - missed.length, missed };
}

/** Whether a test runs the bundle, and not the sources. */
const usesPackage = (test) =>
  /from "(presskey|\.\/|[./]+\/support\/)/.test(readFileSync(join(root, test), "utf8"));

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
  const [, quoted, other] =
    /^(?:"([^"$…\\]{12,})|`([^$`…\\]{12,})).* → (?:""|``)$/.exec(change) ?? [];
  const start = quoted ?? other;
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
