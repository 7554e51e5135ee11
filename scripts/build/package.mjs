// crate -> wasm -> wasm-bindgen -> short names -> wasm-opt -> pkg/dist
import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { root } from "../setup/shell.mjs";
import { tools } from "../setup/tools.mjs";
import { factory } from "./glue.mjs";
import { checkInline, importFresh, toModule } from "./inline.mjs";
import { renameInGlue } from "./names.mjs";
import { optimize, shortenNames } from "./wasm-opt.mjs";

const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
const work = join(target, "presskey");
const dist = join(root, "pkg/dist");
const show = { cwd: root, stdio: "inherit" };

export async function buildPackage() {
  await compile();
  await bindgen();
  // Only now: a crate that does not compile leaves the last package usable.
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });

  const names = await shortenNames(join(work, "presskey_bg.wasm"), join(work, "short.wasm"));
  const wasm = join(dist, "presskey.wasm");
  await optimize(join(work, "short.wasm"), wasm);
  const glue = await readFile(join(work, "presskey.js"), "utf8");
  await writeFile(join(dist, "glue.js"), await factory(glue, names, renameInGlue));
  await writeFile(join(dist, "names.json"), JSON.stringify(names.forStackTraces, null, 2));

  const bytes = await readFile(wasm);
  await writeFile(join(dist, "inline.js"), toModule(bytes));
  await checkInline(join(dist, "inline.js"), bytes);
  await checkStart(bytes);
  for (const name of ["README.md", "LICENSE-MIT", "LICENSE-APACHE"]) {
    const source = join(root, name);
    if (existsSync(source)) await copyFile(source, join(root, "pkg", name));
    else console.warn(`  the package has no ${name}: there is none to copy`);
  }
}

const TARGET = "wasm32-unknown-unknown";

async function compile() {
  await execa("cargo", ["fetch", "--target", TARGET], show);
  await execa("cargo", ["build", "--lib", "--release", "--features", "slim", "--target", TARGET], {
    ...show,
    env: { CARGO_ENCODED_RUSTFLAGS: (await withoutPaths()).join("\x1f") },
  });
}

/** Panics name the file they come from: not where it lay on this machine. */
async function withoutPaths() {
  const sources = join(process.env.CARGO_HOME ?? join(homedir(), ".cargo"), "registry/src");
  const registries = await readdir(sources);
  return registries.map((name) => `--remap-path-prefix=${join(sources, name)}/=`);
}

// `no-modules` is the one target whose output is a single function, which glue.mjs turns into a
// factory: after a trap everything, closures included, must be made anew.
const bindgen = () =>
  execa(
    tools.wasmBindgen,
    [
      ...["--target", "no-modules", "--no-modules-global", "presskey"],
      // Else Vite would emit a second wasm file that nobody loads.
      "--omit-default-module-path",
      "--no-typescript",
      // Every browser with reference types has it; spares a stand-in.
      ...["--encode-into", "always"],
      ...["--out-dir", work],
      join(target, TARGET, "release/presskey.wasm"),
    ],
    show,
  );

/** The names in glue and module must agree: the engine checks them when both meet. */
async function checkStart(bytes) {
  const { instantiate } = await importFresh(join(dist, "glue.js"));
  instantiate(new WebAssembly.Module(bytes), (cause) => {
    throw cause;
  });
}
