// Test runners, with the transforms and environments that apps use and no configuration for presskey.
import assert from "node:assert/strict";
import { join } from "node:path";

/** What must come out of Jest: how many tests pass, and with which package. */
const runs = {
  "nothing transformed": { args: ["plain.test.js", "--transform={}"], tests: 3 },
  "babel-jest": { args: ["plain.test.js", "react.test.jsx"], tests: 4 },
  "ts-jest": { args: ["typed.test.ts", '--transform={"\\\\.ts$":"ts-jest"}'], tests: 1 },
  swc: { args: ["typed.test.ts", '--transform={"\\\\.ts$":"@swc/jest"}'], tests: 1 },
};

const jest = (version, environments, names) => async (world) => {
  const folder = await world.project("jest", {
    jest: version,
    "jest-environment-jsdom": version,
  });
  for (const environment of environments) {
    for (const name of names) {
      const { args, tests } = runs[name];
      const said = await world.run(folder, "jest", [`--env=${environment}`, ...args]);
      assert.match(said, new RegExp(`Tests: +${tests} passed, ${tests} total`), `${name}: ${said}`);
    }
  }
};

/** In this Node, or in another one from npm. */
const vitest = (environments, version) => async (world) => {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = await world.project("vitest-dom", version && { [name]: version });
  const node = version ? join(folder, "node_modules", name, "bin/node") : process.execPath;
  const main = join(folder, "node_modules/vitest/vitest.mjs");
  for (const environment of environments) {
    const said = await world.run(folder, node, [main, "run", `--environment=${environment}`]);
    assert.match(said, /Tests +2 passed \(2\)/, `${environment}: ${said}`);
  }
};

const onlyOn = (known) => () =>
  known.includes(`${process.platform}-${process.arch}`) ? undefined : "npm has no such Node";
const published = ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"];

const both = ["node", "jsdom"];
const all = Object.keys(runs);

export const testRunners = [
  {
    name: "Jest 30: jsdom, babel-jest",
    often: true,
    run: jest("^30.0.0", ["jsdom"], ["babel-jest"]),
  },
  { name: "Jest 30: node and jsdom, every transform", run: jest("^30.0.0", both, all) },
  { name: "Jest 29: node and jsdom, every transform", run: jest("^29.7.0", both, all) },
  {
    name: `Vitest in Node ${process.versions.node}: node, jsdom, happy-dom`,
    run: vitest(["node", "jsdom", "happy-dom"]),
  },
  ...["22.23.3", "24.9.0"].map((version) => ({
    name: `Vitest in Node ${version}: jsdom, happy-dom`,
    missing: onlyOn(published),
    run: vitest(["jsdom", "happy-dom"], version),
  })),
];
