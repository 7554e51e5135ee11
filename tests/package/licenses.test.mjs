// Everything that is published may be, and its licenses are in the package.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { it } from "node:test";
import { bundlePart, partNames } from "../../scripts/build/bundle.mjs";
import { linkedCrates, thirdPartyText } from "../../scripts/release/third-party.mjs";
import { root } from "../../scripts/setup/shell.mjs";

const features = ["slim", "npm", "doctor"];

it("holds the license of every crate in the wasm", async () => {
  const crates = await linkedCrates(features);
  assert.ok(crates.some(({ name }) => name === "zeroize"));
  const text = await readFile(join(root, "pkg/LICENSE-THIRD-PARTY"), "utf8");
  // Throws for a crate whose license nobody has looked at.
  assert.equal(text, await thirdPartyText(features), "run `npm run build`");
  for (const { name, version } of crates) assert.ok(text.includes(`${name} ${version}`), name);
});

it("holds no JavaScript of another package", async () => {
  const inputs = new Set();
  const look = {
    name: "inputs",
    setup({ initialOptions, onEnd }) {
      initialOptions.metafile = true;
      onEnd(({ metafile }) => {
        for (const path of Object.keys(metafile.inputs)) inputs.add(relative(root, path));
      });
    },
  };
  for (const name of partNames) await bundlePart(name, [look]);
  assert.ok(inputs.size > 100);
  const foreign = [...inputs].filter((path) => !path.startsWith("pkg/"));
  assert.deepEqual(foreign, []);
});
