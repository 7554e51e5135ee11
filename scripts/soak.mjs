#!/usr/bin/env node
// `npm run soak`: clients and a backend under faults for hours, with tokens of ten seconds.
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "120" },
    plot: { type: "string" },
    help: { type: "boolean", short: "h" },
  },
});
if (values.help || !(Number(values.minutes) > 0)) {
  console.log(`Usage: npm run soak -- [--minutes N] [--plot FILE]

Four clients in one process and eight visitors of a backend call a test site whose tokens last for ten
seconds, while requests fail at random. Fails if a session is lost, a response is another user's, an
error has another cause than a fault, or memory grows. Everything runs in Node; tests/e2e/pro/storm.test.mjs
does the same with browser tabs for two minutes.

  --minutes N  120 unless given
  --plot FILE  draw the memory over time as SVG`);
  process.exitCode = values.help ? 0 : 2;
} else {
  const { soak } = await import("./soak/run.mjs");
  process.exitCode = await soak({ minutes: Number(values.minutes), plot: values.plot });
}
