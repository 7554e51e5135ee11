// Jest, with the transforms that apps use and no configuration for presskey.
import assert from "node:assert/strict";

/** What Jest is told: how many tests must pass, and with what. */
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

const both = ["node", "jsdom"];
const all = Object.keys(runs);

export const jestVersions = [
  {
    name: "Jest 30: jsdom, babel-jest",
    often: true,
    run: jest("^30.0.0", ["jsdom"], ["babel-jest"]),
  },
  { name: "Jest 30: node and jsdom, every transform", run: jest("^30.0.0", both, all) },
  { name: "Jest 29: node and jsdom, every transform", run: jest("^29.7.0", both, all) },
];
