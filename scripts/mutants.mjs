#!/usr/bin/env node
// `npm run mutants`: see docs/mutants.md.
import { parseArgs } from "node:util";
import { measure, pending, score } from "./mutants/run.mjs";
import { setup } from "./setup.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tests: { type: "string", multiple: true },
    missed: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
    help: { type: "boolean", short: "h" },
  },
});

if (values.help) {
  console.log(`Usage: npm run mutants -- [FILE …] [--tests FILE …] [--missed] [--list]

Changes one place of a file at a time and looks whether a test fails. Without FILE: every file that
has changed since it was measured, or never was.

  --tests FILE  for a file of pkg: these test files instead of all that fit it
  --missed      only the mutants that the last run missed
  --list        only list the files that are to be measured, and the score

The results are written to tests/mutants.json and docs/mutants.md.`);
} else {
  const files = positionals.length ? positionals : pending();
  if (values.list) console.log(files.join("\n"));
  else {
    const needed = { browser: false, wasmTarget: false, wasmBindgen: false };
    await setup({ ...needed, cargoMutants: files.some((file) => file.endsWith(".rs")) });
    await measure(files, values);
  }
  console.log(score());
}
