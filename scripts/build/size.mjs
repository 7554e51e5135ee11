// What a page downloads, in brotli's best: the figures of the budgets.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";
import { root } from "../setup/shell.mjs";

const budgets = JSON.parse(await readFile(new URL("budgets.json", import.meta.url), "utf8"));

const uses = {
  presskey: { code: 'export { createClient } from "presskey";' },
  // By path, since "presskey/react" would be external as well; what it shares with the default
  // entry is counted there.
  "presskey/react": {
    code: 'export * from "./pkg/react.js";',
    external: ["react", "presskey", "./index.js", "./lib/*"],
  },
};

export const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 },
  }).length;

/** Bytes to download for one entry, bundled and minified. */
export async function entrySize(entry = "presskey") {
  const { code, external = [] } = uses[entry];
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: root },
    bundle: true,
    minify: true,
    format: "esm",
    charset: "utf8",
    write: false,
    external,
  });
  return brotli(outputFiles[0].contents);
}

export async function printSizes() {
  for (const name of ["presskey.wasm", "glue.js"]) {
    line(name, brotli(await readFile(join(root, "pkg/dist", name))));
  }
  for (const entry of Object.keys(budgets)) line(entry, await entrySize(entry), budgets[entry]);
}

/** Throws when an entry has outgrown its budget. */
export async function checkBudgets() {
  for (const [entry, budget] of Object.entries(budgets)) {
    const size = await entrySize(entry);
    line(entry, size, budget);
    if (size > budget) throw new Error(`${entry} is ${size - budget} bytes over its budget`);
  }
}

const line = (name, size, budget) =>
  console.log(
    `  ${name.padEnd(15)} ${String(size).padStart(6)} bytes brotli${budget ? ` of ${budget}` : ""}`,
  );
