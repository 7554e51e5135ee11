import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { filesOf } from "../../scripts/layout/source.mjs";
import { errorsIn } from "../../scripts/layout/types.mjs";
import { root } from "../../scripts/setup/shell.mjs";

test("a type error fails the lint, unless the build has made the file", () => {
  const told = "error TS7006: Parameter 'x' implicitly has an 'any' type.";
  const error = `pkg/front/a.js(1,2): ${told}`;
  const generated = `pkg/dist/core.js(1,2): ${told}`;
  assert.deepEqual(errorsIn([error, generated, "  A second line.", ""].join("\n")), [error]);
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
