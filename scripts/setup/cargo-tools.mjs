// wasm-bindgen-cli must be of the crate's very version: the two speak a private format.
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ask, root, run, which } from "./shell.mjs";

export const wasmBindgen = {
  name: "wasm-bindgen",
  notice: "installing with cargo, some minutes",
  remedy: "cargo install wasm-bindgen-cli --version X, X being that of wasm-bindgen in Cargo.lock",
  find: () => (findWasmBindgen() ? `${lockedVersion()}, as in Cargo.lock` : undefined),
  install() {
    const version = lockedVersion();
    // Another version in PATH serves another project: leave it alone.
    const place = which("wasm-bindgen") ? ["--root", ownFolder(version)] : [];
    // Without optimisation it takes a third of the time to compile. CI runs it a few times only, and
    // each run takes a second more.
    const env = process.env.CI ? { CARGO_PROFILE_RELEASE_OPT_LEVEL: "0" } : {};
    const args = ["install", "wasm-bindgen-cli", "--version", version, ...place];
    // Not --locked: the lock inside 0.2.130 names a crate version that was withdrawn.
    return run("cargo", args, { ...elsewhere, env });
  },
};

// Outside the clone, so that its toolchain and target settings do not apply to tools.
const elsewhere = { cwd: homedir() };

/** The command of the locked version: PATH's or our own copy. */
export function findWasmBindgen() {
  const version = lockedVersion();
  const own = join(ownFolder(version), "bin/wasm-bindgen");
  const right = (path) => path && ask(path, ["--version"]) === `wasm-bindgen ${version}`;
  const inPath = which("wasm-bindgen");
  if (right(inPath)) return inPath;
  return existsSync(own) && right(own) ? own : undefined;
}

function lockedVersion() {
  const path = join(root, "Cargo.lock");
  const lock = existsSync(path) ? readFileSync(path, "utf8") : "";
  const version = /name = "wasm-bindgen"\r?\nversion = "([^"]+)"/.exec(lock)?.[1];
  if (!version) throw new Error("Cargo.lock names no wasm-bindgen: run `cargo generate-lockfile`");
  return version;
}

function ownFolder(version) {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  return join(cache, "presskey", `wasm-bindgen-${version}`);
}
