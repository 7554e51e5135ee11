// binaryen, from npm: the same version on every machine, with nothing to install.
import { readFile } from "node:fs/promises";
import { execa } from "execa";
import { tools } from "../setup/tools.mjs";
import { toFactory } from "./wasm2js.mjs";

// One by one: --all-features writes a module that no engine accepts.
const features = [
  "--enable-bulk-memory",
  "--enable-multivalue",
  "--enable-mutable-globals",
  "--enable-nontrapping-float-to-int",
  "--enable-reference-types",
  "--enable-sign-ext",
];

// What JavaScript can stand in for.
const plain = ["--mvp-features", "--enable-mutable-globals"];

const run = (tool, ...args) => execa(process.execPath, [tool, ...args]);
const wasmOpt = (...args) => run(tools.wasmOpt, ...args);

/**
 * wasm-bindgen's names (`__wbg_new_bb43c332de498280`) do not compress and stand in module and
 * glue: short ones save 9-15 %. Returns who became what: maps from the old name to the new.
 */
export async function shortenNames(input, output) {
  const shorten = "--minify-imports-and-exports-and-modules";
  // Functions keep their names, by which split-module.mjs knows them.
  const { stdout } = await wasmOpt(...features, input, "-g", "-o", output, shorten);
  const { imports, exports } = JSON.parse(stdout);
  const modules = new Set(imports.map(([module]) => module));
  if (modules.size !== 1) throw new Error(`imports from ${[...modules]}, expected one module`);
  return {
    module: [...modules][0],
    imports: new Map(imports.map(([, name, short]) => [name, short])),
    exports: new Map(exports),
    forStackTraces: {
      imports: Object.fromEntries(imports.map(([, name, short]) => [short, name])),
      exports: Object.fromEntries(exports.map(([name, short]) => [short, name])),
    },
  };
}

const smallest = ["-Oz", "--converge", "--strip-producers"];

/**
 * Flattened and structured again, with long functions left where they are: repeated code looks alike
 * then. That saves 350 bytes in brotli, though not in the module itself.
 */
const alike = ["--flatten", "--rereloop", "-Oz", "--one-caller-inline-max-function-size", "50"];

export const optimize = (input, output) =>
  wasmOpt(...features, input, "-o", output, ...alike, ...smallest, "-lmu");

/**
 * cargo's module without what came after the first version of wasm; and saying so, since
 * wasm-bindgen writes other glue for that.
 */
export async function lower(input, output) {
  const lowering = [
    "--signext-lowering",
    "--llvm-nontrapping-fptoint-lowering",
    "--llvm-memory-copy-fill-lowering",
  ];
  await wasmOpt(input, "-o", output, "-g", ...lowering, "--strip-target-features");
  await wasmOpt(output, "-o", output, "-g", ...plain, "--emit-target-features");
}

/** A module of `lower()` as the text of a function: `instantiateCore(imports)` -> exports. */
export async function toJs(input, output) {
  await wasmOpt(...plain, input, "-o", input, ...smallest);
  await run(tools.wasm2js, ...plain, input, "-o", output, "-Oz");
  return toFactory(await readFile(output, "utf8"));
}
