// The demo as a site of files: presskey needs no plugin and no option of a bundler.
import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const www = fileURLToPath(new URL("../../www", import.meta.url));
const demo = join(www, "demo");
let outDir;

before(async () => {
  outDir = await mkdtemp(join(tmpdir(), "presskey-demo-"));
  await build({ root: demo, logLevel: "warn", build: { outDir, emptyOutDir: true } });
});
after(() => rm(outDir, { recursive: true, force: true }));

test("the wasm is in the bundle, not beside it", async () => {
  const assets = await readdir(join(outDir, "assets"));
  // Scripts in addition to the entry: they load on demand.
  const kinds = new Set(assets.map((name) => name.split(".").at(-1)));
  assert.deepEqual([...kinds].sort(), ["css", "js"]);
});

test("vanilla.html and the package are copied untouched", async () => {
  const same = async (built, source) =>
    assert.deepEqual(await readFile(join(outDir, built)), await readFile(join(www, source)));
  await same("vanilla.html", "vanilla.html");
  for (const file of ["index.js", "front/client.js", "dist/core.js", "dist/presskey.wasm"]) {
    await same(`presskey/${file}`, `../pkg/${file}`);
  }
});
