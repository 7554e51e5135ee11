// Panics of the engine have no message: its module is shipped without their texts.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../../scripts/setup/shell.mjs";

test("the module has no texts of panics, and keeps those that are read", async () => {
  const module = await readFile(join(root, "pkg/crate/presskey.wasm"), "latin1");
  assert.doesNotMatch(module, /\/rustc\/|slice index starts at|capacity overflow|00010203/);
  assert.doesNotMatch(
    module,
    /recursive use of an object|null pointer passed|while it was borrowed/,
  );
  assert.match(module, /The token is not a JSON Web Token/);
});
