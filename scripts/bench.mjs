#!/usr/bin/env node
// `npm run bench` measures presskey and its peers in one run and prints tables;
// `npm run bench -- --write` also writes them to BENCHMARKS.md, `--no-build` takes the package as
// it is.
import { parseArgs } from "node:util";
import { setup } from "./setup.mjs";

const { values: wanted } = parseArgs({
  options: { write: { type: "boolean" }, "no-build": { type: "boolean" } },
});

await setup({ wasmPack: false });
// Only now, since these need the npm packages.
if (!wanted["no-build"]) {
  const { buildPackage } = await import("./build/package.mjs");
  await buildPackage();
}
const { measure, write } = await import("../tests/bench/report.mjs");

let text = "";
for await (const section of measure()) {
  console.log(`\n${section}`);
  text += `\n${section}\n`;
}
if (wanted.write) await write(text);
