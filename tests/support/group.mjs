import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Fails when `x.test.mjs` does not import every file of `x/`: none may be forgotten. */
export function assertComplete(url) {
  const file = fileURLToPath(url);
  const source = readFileSync(file, "utf8");
  const folder = file.replace(/\.test\.mjs$/, "");
  const missing = readdirSync(folder).filter((name) => !source.includes(`/${name}"`));
  if (missing.length) throw new Error(`${file} does not import ${missing}`);
}
