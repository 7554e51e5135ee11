// The versions of the tools whose output is published. The same versions make the same bytes.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ask, root } from "../setup/shell.mjs";
import { tools } from "../setup/tools.mjs";

const fromNpm = ["binaryen", "esbuild", "terser"];

/** Name: version. */
export async function builtWith() {
  const versions = {
    rustc: ask("rustc", ["--version"])?.replace(/^rustc /, ""),
    "wasm-bindgen": ask(tools.wasmBindgen, ["--version"])?.replace(/^wasm-bindgen /, ""),
  };
  for (const name of fromNpm) {
    const path = join(root, "node_modules", name, "package.json");
    versions[name] = JSON.parse(await readFile(path, "utf8")).version;
  }
  return versions;
}
