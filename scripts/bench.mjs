#!/usr/bin/env node
// `npm run bench` measures presskey and its peers in one run and prints tables;
// `npm run bench -- --write` also writes them to BENCHMARKS.md, `--no-build` takes the package as
// it is, `npm run bench -- cold-start` measures that section alone.
import { parseArgs } from "node:util";
import { setup } from "./setup.mjs";

const { values: wanted, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { write: { type: "boolean" }, "no-build": { type: "boolean" } },
});

if (wanted.write && names.length) throw new Error("--write needs all sections, of one run.");
await setup();
// Only now, since these need the npm packages.
if (!wanted["no-build"]) {
  const { buildPackage } = await import("./build/package.mjs");
  await buildPackage();
}
const { measure, write } = await import("../tests/bench/report.mjs");

let text = "";
for await (const section of measure(names)) {
  console.log(`\n${section}`);
  text += `\n${section}\n`;
}
if (wanted.write) await write(text);
