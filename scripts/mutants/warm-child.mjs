// Runs the tests of one file again and again, each time with another mutant. See warm.mjs.
import { register } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as harness from "./harness.mjs";

const own = JSON.stringify(new URL("harness.mjs", import.meta.url).href);
const hook = `export const resolve = (name, context, next) =>
  name === "node:test" ? { url: ${own}, shortCircuit: true } : next(name, context);`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);

for (const event of ["uncaughtException", "unhandledRejection"])
  process.on(event, (error) => harness.fail(error));

// The mutant of a process that is not warm is on from its start.
globalThis.__stryker__ = {};
const stryker = globalThis.__stryker__;
await import(pathToFileURL(join(process.cwd(), process.argv[2])).href);

const tests = harness.tests();
/** The mutants that loading the file has run: they make a difference in a new process only. */
const loaded = new Set(Object.keys(stryker.mutantCoverage?.static ?? {}));
const ids = new Map();
for (const test of tests)
  for (const part of [test, ...harness.around(test.suite)])
    if (!ids.has(part)) ids.set(part, `${process.argv[2]}#${ids.size}`);

process.on("message", async ({ chosen, skipped, mutant, hitLimit }) => {
  if (mutant !== undefined && loaded.has(mutant)) return process.send({ isLoaded: true });
  if (mutant !== undefined) stryker.activeMutant = mutant;
  Object.assign(stryker, hitLimit === undefined ? {} : { hitLimit, hitCount: 0 });
  const times = new Map();
  let [now, since] = [undefined, 0];
  const failed = await harness.run(
    tests.filter((test) => isWanted(ids.get(test), chosen, skipped)),
    (part) => {
      if (now) times.set(now, performance.now() - since);
      [now, since] = [part, performance.now()];
      stryker.currentTestId = ids.get(part);
      process.send({ step: true });
    },
  );
  const isOver = stryker.hitCount > stryker.hitLimit;
  if (mutant !== undefined) stryker.activeMutant = undefined;
  stryker.hitCount = stryker.hitLimit = undefined;
  process.send({
    failed: failed && {
      id: ids.get(failed.test),
      message: String(failed.error).slice(0, 300),
      isOver,
    },
    tests:
      skipped &&
      tests.filter((test) => !skipped.includes(ids.get(test))).map((test) => report(test, times)),
  });
});

const isWanted = (id, chosen, skipped) => (chosen ? chosen.includes(id) : !skipped.includes(id));

/** A test reaches what its hooks reach, and loading the file. */
function report(test, times) {
  const { static: all = {}, perTest = {} } = stryker.mutantCoverage ?? {};
  const coverage = { ...all };
  for (const part of [test, ...harness.around(test.suite)])
    for (const [id, count] of Object.entries(perTest[ids.get(part)] ?? {}))
      coverage[id] = (coverage[id] ?? 0) + count;
  const name = [...harness.around(test.suite), test].map(({ name }) => name).filter(Boolean);
  return { id: ids.get(test), name: name.join(" > "), time: times.get(test) ?? 0, coverage };
}

process.send({ ready: true });
process.on("disconnect", () => process.exit());
