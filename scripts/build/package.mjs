// crate -> wasm -> wasm-bindgen -> short names -> wasm-opt -> pkg/crate -> pkg/dist
import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { writeManifest } from "../release/manifest.mjs";
import { writeThirdParty } from "../release/third-party.mjs";
import { root } from "../setup/shell.mjs";
import { tools } from "../setup/tools.mjs";
import { bundlePackage } from "./bundle.mjs";
import { buildCommonJs } from "./commonjs.mjs";
import { jsFactory, LOGIN_DOOR, wasmFactory } from "./glue.mjs";
import { checkInline, importFresh, toModule } from "./inline.mjs";
import { withTraps } from "./panics.mjs";
import { splitModule } from "./split-module.mjs";
import { withoutPanicTexts } from "./unread.mjs";
import { lower, optimize, shortenNames, toJs } from "./wasm-opt.mjs";

const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
const made = join(root, "pkg/crate");
const show = { cwd: root, stdio: "inherit" };

/** What is built of the crate: `name` becomes `pkg/crate/name.*`. */
const modules = [
  { name: "presskey", features: ["slim", "npm"], wasm: true, js: true },
  // Loaded on use, as JavaScript: that runs wherever the other does, in one form.
  { name: "doctor", features: ["slim", "doctor"], js: true, alone: true },
];

export async function buildPackage() {
  for (const each of modules) await compile(each);
  // Only now: a crate that does not compile leaves the last package usable.
  await rm(made, { recursive: true, force: true });
  await mkdir(made, { recursive: true });
  for (const each of modules) {
    if (each.wasm) await buildWasm(each);
    if (each.js) await buildJs(each);
  }
  await bundlePackage();
  await buildCommonJs();
  for (const name of ["README.md", "LICENSE-MIT", "LICENSE-APACHE"]) {
    const source = join(root, name);
    if (existsSync(source)) await copyFile(source, join(root, "pkg", name));
    else console.warn(`  the package has no ${name}: there is none to copy`);
  }
  await writeThirdParty(modules);
  await writeManifest();
}

const TARGET = "wasm32-unknown-unknown";
const work = (name, file) => join(target, "presskey", name, file);
const output = (name, kind) => join(made, `${name}.${kind}`);

/** The crate with these features, as cargo leaves it. */
async function compile({ name, features }) {
  const flags = ["--lib", "--release", "--no-default-features", "--features", features.join()];
  await execa("cargo", ["fetch", "--target", TARGET], show);
  await execa("cargo", ["build", ...flags, "--target", TARGET], {
    ...show,
    env: { CARGO_ENCODED_RUSTFLAGS: (await withoutPaths()).join("\x1f") },
  });
  await mkdir(work(name, "wasm"), { recursive: true });
  await mkdir(work(name, "js"), { recursive: true });
  await copyFile(join(target, TARGET, "release/presskey.wasm"), work(name, "wasm/crate.wasm"));
}

/** Panics name the file they come from: not where it lay on this machine. */
async function withoutPaths() {
  const sources = join(process.env.CARGO_HOME ?? join(homedir(), ".cargo"), "registry/src");
  const registries = await readdir(sources);
  return registries.map((name) => `--remap-path-prefix=${join(sources, name)}/=`);
}

/**
 * `name.wasm`, `name.inline.js` (the same as text), `name.glue.js` and `name.names.json`; the same in two,
 * `name.first.inline.js` and `name.login.inline.js`, of which pages load the second on use.
 */
async function buildWasm({ name }) {
  const { glue, names, wasm } = await bindgen(name, "wasm");
  await optimize(wasm, output(name, "wasm"));
  await writeFile(output(name, "glue.js"), await wasmFactory(glue, names));
  await writeFile(output(name, "names.json"), JSON.stringify(names.forStackTraces, null, 2));

  await checkStart(output(name, "glue.js"), await inline(output(name, "wasm"), name, "inline.js"));

  const split = splitModule(await readFile(wasm), names.exports.get(LOGIN_DOOR));
  const halves = [];
  for (const [half, kind] of [
    ["first", "first.inline.js"],
    ["second", "login.inline.js"],
  ]) {
    const [whole, small] = [`wasm/${half}.wasm`, `wasm/${half}.small.wasm`];
    await writeFile(work(name, whole), split[half]);
    await optimize(work(name, whole), work(name, small));
    halves.push(await inline(work(name, small), name, kind));
  }
  await checkStart(output(name, "glue.js"), ...halves);
}

/** A module as text. */
async function inline(path, name, kind) {
  const bytes = await readFile(path);
  await writeFile(output(name, kind), toModule(bytes));
  await checkInline(output(name, kind), bytes);
  return new WebAssembly.Module(bytes);
}

/** `name.asm.js`: module and glue in one, as JavaScript that needs no wasm. */
async function buildJs({ name, alone }) {
  await lower(work(name, "wasm/crate.wasm"), work(name, "js/crate.wasm"));
  const { glue, names, wasm } = await bindgen(name, "js");
  const core = await toJs(wasm, work(name, "js/core.js"));
  await writeFile(output(name, "asm.js"), await jsFactory(glue, names, core, { alone }));
  await checkStart(output(name, "asm.js"));
}

// `no-modules` is the one target whose output is a single function, which glue.mjs turns into a
// factory: after a trap everything, closures included, must be made again.
async function bindgen(name, kind) {
  const folder = work(name, kind);
  await execa(
    tools.wasmBindgen,
    [
      ...["--target", "no-modules", "--no-modules-global", "presskey", "--out-name", "bound"],
      // Else Vite would emit a second wasm file that nobody loads.
      "--omit-default-module-path",
      "--no-typescript",
      // Every browser with reference types has it; spares a stand-in.
      ...["--encode-into", "always"],
      ...["--out-dir", folder],
      join(folder, "crate.wasm"),
    ],
    show,
  );
  const wasm = join(folder, "short.wasm");
  const names = await shortenNames(join(folder, "bound_bg.wasm"), wasm);
  await writeFile(wasm, withoutPanicTexts(withTraps(await readFile(wasm))));
  return { glue: await readFile(join(folder, "bound.js"), "utf8"), names, wasm };
}

/** The names in glue and module must agree: the engine checks them when both meet. */
async function checkStart(glue, module, second) {
  const { instantiate } = await importFresh(glue);
  const { attach } = instantiate(module, (cause) => {
    throw cause;
  });
  if (second) attach(second);
}
