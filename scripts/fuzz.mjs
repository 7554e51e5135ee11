#!/usr/bin/env node
// `npm run fuzz`: see fuzz/README.md.
import { readdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { setup } from "./setup.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: "string", default: "60" },
    minimise: { type: "boolean", default: false },
    help: { type: "boolean", short: "h" },
  },
});
const known = readdirSync(new URL("../fuzz/corpus", import.meta.url));
const unknown = positionals.filter((name) => !known.includes(name));

if (values.help || unknown.length || !(Number(values.seconds) > 0)) {
  console.log(`Usage: npm run fuzz -- [TARGET …] [--seconds N] [--minimise]

Targets: ${known.join(", ")}. All of them unless given.

  --seconds N  how long for each target, 60 unless given
  --minimise   afterwards add to fuzz/corpus what reaches code that its inputs don't

An input that breaks a promise is written to target/fuzz/crashes.`);
  process.exitCode = values.help ? 0 : 2;
} else {
  const needed = { browser: false, wasmTarget: false, wasmBindgen: false };
  await setup(needed);
  const { fuzz } = await import("./fuzz/run.mjs");
  process.exitCode = await fuzz(positionals.length ? positionals : known, values);
}
