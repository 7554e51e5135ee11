#!/usr/bin/env node
// `npm test` runs every suite and says at the end which failed; `npm test -- cargo e2e` runs only
// those, and what they need. `npm run test:all` leaves none of the environments and browsers out,
// and takes Chromium and the embedded WordPress themselves.
import { setup } from "./setup.mjs";

const wanted = process.argv.slice(2).filter((name) => name !== "--all");
if (process.argv.includes("--all")) process.env.PRESSKEY_ALL = "1";
// Only a full run, or one that opens a browser, has to have one.
const noBrowser = ["style", "cargo", "exploration", "docs", "build", "types"];
const browser = !wanted.length || wanted.some((name) => !noBrowser.includes(name));
const wants = (...names) => !wanted.length || names.some((name) => wanted.includes(name));
await setup({
  ...{ browser, headlessShell: browser, webServers: browser },
  firefox: wants("faults", "environments", "browsers"),
  webkit: Boolean(process.env.PRESSKEY_ALL) && wants("browsers"),
  redis: wants("server"),
});

// Only now, since it needs the npm packages.
const { pick, runSuites } = await import("./test/run.mjs");
try {
  const suites = pick(wanted);
  const { passed, failed } = await runSuites(suites);
  if (failed.length) throw new Error(failed.map(({ message }) => message).join("\n"));
  console.log(`\nPassed: ${suites.map(({ name }) => name).join(", ")}`);
  console.log(`${passed} passed, 0 failed`);
} catch (error) {
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}
