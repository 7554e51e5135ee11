// binaryen, from npm: the same version on every machine, with nothing to install.
import { execa } from "execa";
import { tools } from "../setup/tools.mjs";

// One by one: --all-features writes a module that no engine accepts.
const features = [
  "--enable-bulk-memory",
  "--enable-multivalue",
  "--enable-mutable-globals",
  "--enable-nontrapping-float-to-int",
  "--enable-reference-types",
  "--enable-sign-ext",
];

const wasmOpt = (...args) => execa(process.execPath, [tools.wasmOpt, ...features, ...args]);

/**
 * wasm-bindgen's names (`__wbg_new_bb43c332de498280`) do not compress and stand in module and
 * glue: short ones save 9-15 %. Returns who became what: maps from the old name to the new.
 */
export async function shortenNames(input, output) {
  const shorten = "--minify-imports-and-exports-and-modules";
  const { stdout } = await wasmOpt(input, "-o", output, shorten);
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

export const optimize = (input, output) =>
  wasmOpt(input, "-o", output, "-Oz", "--converge", "-lmu", "--strip-producers");
