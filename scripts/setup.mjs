#!/usr/bin/env node
// Installs what building and testing need, once; a second run finds it all and takes seconds.
// Node's built-ins only: this runs before `npm ci`.
import { pathToFileURL } from "node:url";
import { browser } from "./setup/browser.mjs";
import { wasmBindgen } from "./setup/cargo-tools.mjs";
import { firefox } from "./setup/firefox.mjs";
import { headlessShell } from "./setup/headless-shell.mjs";
import { npmPackages } from "./setup/npm.mjs";
import { redis } from "./setup/redis.mjs";
import { cargoMutants, cyclonedx, deny } from "./setup/release-tools.mjs";
import { rust } from "./setup/rust.mjs";
import { wasmTarget } from "./setup/wasm-target.mjs";
import { webServers } from "./setup/web-servers.mjs";
import { webkit } from "./setup/webkit.mjs";

/** Lanes that run at the same time: npm and apt mostly wait for the network, cargo for the CPU. */
const lanes = [
  { npm: npmPackages },
  { rust, wasmTarget, wasmBindgen, cyclonedx, deny, cargoMutants },
  { browser, headlessShell, firefox, webkit, webServers, redis },
];

/**
 * Every step runs unless it is switched off: `setup({ browser: false })`. A step that fails ends
 * the process with what to do about it: nothing could go on without it. An optional step runs only
 * when it is asked for; where it fails, the tests that need it are skipped.
 */
export async function setup(choice = {}) {
  const started = Date.now();
  let installed = 0;
  const runLane = async (steps) => {
    for (const [key, step] of Object.entries(steps)) {
      const wanted = step.optional ? choice[key] : choice[key] !== false;
      if (wanted && (await ensure(step))) installed++;
    }
  };
  await Promise.all(lanes.map(runLane));
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`  set-up: ${installed ? `${installed} installed` : "all there"}, ${seconds} s\n`);
}

/** Whether the step had to be installed. */
async function ensure(step) {
  try {
    const there = await step.find();
    if (there) {
      report("ok", step, there);
      return false;
    }
    report("..", step, step.notice ?? "installing");
    await step.install((news) => report("..", step, news));
    const now = await step.find();
    if (!now) throw new Error("installed, but still not usable");
    report("ok", step, now);
    return true;
  } catch (error) {
    if (step.optional) {
      report("--", step, `not to be had, its tests are skipped: ${error.message}`);
      return false;
    }
    console.error(`\nSet-up stopped at "${step.name}": ${error.message}\n\nRemedy: ${step.remedy}`);
    process.exit(1);
  }
}

const report = (mark, step, text) => console.log(`  ${mark} ${step.name.padEnd(13)} ${text}`);

if (import.meta.url === pathToFileURL(process.argv[1]).href) await setup();
