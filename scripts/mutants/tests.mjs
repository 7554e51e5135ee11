// Which test files may catch the mutants of a file of `pkg`.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { root } from "../setup/shell.mjs";

const SERVER = ["server", "security"];
const CLIENT = [
  ...["js", "front", "security", "testing", "verify", "oauth1", "runtimes", "e2e/mock"],
];

/** Tests that need these can't run often: they start a browser or WordPress, or build something. */
const HEAVY =
  /support\/(stage|chromium|browser|wordpress|tarball|react-native)\b|environments\/|from "(vite|esbuild)"/;

/** It waits for a minute. */
const SLOW = "tests/security/late.test.mjs";

/** What a test file and the files that it imports say. */
function sources(file, seen = new Map()) {
  if (seen.has(file)) return seen;
  const text = readFileSync(join(root, file), "utf8");
  seen.set(file, text);
  for (const [, path] of text.matchAll(/(?:from|import) "(\.[^"]+)"/g)) {
    const next = relative(root, join(root, dirname(file), path));
    if (next.startsWith("tests/") && existsSync(join(root, next))) sources(next, seen);
  }
  return seen;
}

/** Those that reach a mutant are known after the first run: this only keeps that run short. */
export function testsFor(file) {
  const isServer = file.startsWith("pkg/server/");
  return (isServer ? SERVER : CLIENT)
    .flatMap((folder) =>
      readdirSync(join(root, "tests", folder))
        .filter((name) => name.endsWith(".test.mjs"))
        .map((name) => `tests/${folder}/${name}`),
    )
    .filter((test) => {
      if (test === SLOW) return false;
      const all = [...sources(test).values()].join("\n");
      return !HEAVY.test(all) && (!isServer || /"presskey\/server"|pkg\/server\//.test(all));
    });
}
