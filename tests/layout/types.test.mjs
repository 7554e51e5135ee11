import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { filesOf } from "../../scripts/layout/source.mjs";
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
  assert.ok(list.length <= 7, "Give the new file types.");
  for (const path of list) assert.ok(existsSync(join(root, path)), path);
});

test("a file next to its declarations is checked, too", () => {
  // TypeScript takes x.d.ts in the place of x.js, unless x.js is listed.
  const config = JSON.parse(readFileSync(join(root, "tests/types/pkg/tsconfig.json"), "utf8"));
  const listed = config.files.map((path) => path.replace(/^(\.\.\/)+/, ""));
  const sources = filesOf("pkg", ".js").map(([path]) => path);
  const hidden = sources.filter((path) => existsSync(join(root, path.replace(/\.js$/, ".d.ts"))));
  assert.ok(hidden.length > 5);
  assert.deepEqual(listed.toSorted(), hidden.toSorted());
});
