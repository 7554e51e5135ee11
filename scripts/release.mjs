#!/usr/bin/env node
// `npm run release -- --dry-run` does everything of a release that needs no network, and shows it.
// Without --dry-run it publishes to npm and crates.io; .github/workflows/release.yml runs that.
import { parseArgs } from "node:util";
import { setup } from "./setup.mjs";

const { values } = parseArgs({
  options: {
    "dry-run": { type: "boolean", default: false },
    help: { type: "boolean", short: "h" },
  },
});
if (values.help) {
  console.log(`Usage: npm run release -- [--dry-run]

Builds the package and writes to target/release-files: the tarball, its manifest of hashes, the bills
of materials, the release notes and SHA256SUMS. Then publishes to npm and crates.io.

  --dry-run  publish nothing and use no network; problems are listed instead of stopping the release`);
} else {
  // In a dry run, tools that are missing are not compiled first.
  const tools = values["dry-run"] ? {} : { cyclonedx: true, deny: true };
  await setup({ browser: false, ...tools });
  const { release } = await import("./release/steps.mjs");
  process.exitCode = await release({ dryRun: values["dry-run"] });
}
