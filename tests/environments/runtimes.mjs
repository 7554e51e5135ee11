// Runtimes without a page, as far as npm has them.
import assert from "node:assert/strict";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { HELLO } from "./world.mjs";

const platform = `${process.platform}-${process.arch}`;

/** The scripts of the fixture in this very Node. */
async function node(world) {
  const folder = await world.project("node");
  for (const script of ["server.js", "server.cjs"]) {
    assert.equal(await world.run(folder, process.execPath, [script]), HELLO);
  }
}

const otherNode = (version) => async (world) => {
  const name = `node-${platform}`;
  const folder = await world.project("node", { [name]: version });
  const command = join(folder, "node_modules", name, "bin/node");
  assert.equal(await world.run(folder, command, ["--version"]), `v${version}`);
  for (const script of ["server.js", "server.cjs"]) {
    assert.equal(await world.run(folder, command, [script]), HELLO);
  }
};

const fromNpm = (name, version, args) => async (world) => {
  const folder = await world.project("node", { [name]: version });
  assert.equal(await world.run(folder, name, args), HELLO);
};

/** Bundled by Metro, run by Hermes: an engine without wasm, TextEncoder and TextDecoder. */
async function reactNative(world) {
  const folder = await world.project("react-native");
  await world.run(folder, "metro", ["build", "index.js", "--out", "app.js.bundle"]);
  const hermes = join(folder, "node_modules/hermes-engine-cli", hermesFolder, "hermes");
  await chmod(hermes, 0o755);
  assert.equal(await world.run(folder, hermes, ["-w", "app.js.bundle.js"]), HELLO);
}

const hermesFolder = { "linux-x64": "linux64-bin", "darwin-x64": "osx-bin" }[platform];

const onlyOn = (known) => () =>
  known.includes(platform) ? undefined : `npm has no such Node for ${platform}`;

export const runtimes = [
  { name: `Node ${process.versions.node}: import and require`, often: true, run: node },
  ...["22.23.3", "24.9.0"].map((version) => ({
    name: `Node ${version}: import and require`,
    missing: onlyOn(["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"]),
    run: otherNode(version),
  })),
  {
    name: "React Native: Metro and Hermes",
    missing: () => (hermesFolder ? undefined : `npm has no Hermes for ${platform}`),
    run: reactNative,
  },
  { name: "Deno 2", run: fromNpm("deno", "2.9.6", ["run", "-A", "server.js"]) },
  { name: "Bun 1", run: fromNpm("bun", "1.4.5", ["run", "server.js"]) },
];
