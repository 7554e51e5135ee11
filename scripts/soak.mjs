#!/usr/bin/env node
// `npm run soak`: browser tabs, Node clients and a backend under faults for hours.
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "120" },
    seconds: { type: "string" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    plot: { type: "string" },
    help: { type: "boolean", short: "h" },
  },
});
const seconds = Number(values.seconds ?? Number(values.minutes) * 60);
if (values.help || !(seconds >= 30)) {
  console.log(`Usage: npm run soak -- [--minutes N | --seconds N] [--seed TEXT] [--plot FILE]

Ten browser tabs, four clients in Node and a backend with its visitors use a test site whose tokens last
for ten seconds, while requests fail at random. Fails if a session is lost without a cause, a token
goes astray, a refresh token is used twice, tabs disagree, an error has no fault behind it, or memory
grows. Ctrl+C ends it early, with a report.

  --minutes N    120 unless given
  --seconds N    at least 30
  --seed TEXT    repeats the choices of a run; their timing differs
  --plot FILE    draw the memory over time as SVG, once a minute`);
  process.exitCode = values.help ? 0 : 2;
} else {
  const { soak } = await import("./soak/run.mjs");
  process.exitCode = await soak({ seconds, seed: values.seed, plot: values.plot });
}
