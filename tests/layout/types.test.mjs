import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { errorsByFile, problems } from "../../scripts/layout/types.mjs";
import { root } from "../../scripts/setup/shell.mjs";

const error = "pkg/front/a.js(1,2): error TS7006: Parameter 'x' implicitly has an 'any' type.";
const generated =
  "pkg/dist/core.js(1,2): error TS7006: Parameter 'x' implicitly has an 'any' type.";
const errors = errorsByFile([error, generated, "  A second line.", ""].join("\n"));

test("a type error fails the lint, unless its file has no types yet", () => {
  assert.deepEqual(problems(errors, []), [error]);
  assert.deepEqual(problems(errors, ["pkg/front/a.js"]), []);
});

test("a file without errors must leave the list", () => {
  const [told, ...rest] = problems(errors, ["pkg/front/a.js", "pkg/front/b.js"]);
  assert.match(told, /^pkg\/front\/b\.js has no errors/);
  assert.deepEqual(rest, []);
});

test("the list of files without types only gets shorter", () => {
  const list = JSON.parse(readFileSync(join(root, "scripts/layout/unchecked.json"), "utf8"));
  assert.ok(list.length <= 136, "Give the new file types.");
  for (const path of list) assert.ok(existsSync(join(root, path)), path);
});
