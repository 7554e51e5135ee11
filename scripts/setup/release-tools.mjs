// Tools of the release, `npm run test:all` and `npm run mutants`: optional, since cargo compiles them
// for minutes.
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ask, run, which } from "./shell.mjs";

const own = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "presskey/cargo-tools");

const cargoTool = (name, flags = []) => ({
  name,
  optional: true,
  notice: "compiling with cargo, some minutes",
  remedy: `cargo install ${name}`,
  find: () =>
    findCargoTool(name) ? ask(findCargoTool(name), [name.slice(6), "--version"]) : undefined,
  install: () =>
    run("cargo", ["install", name, "--locked", "--root", own, ...flags], { cwd: homedir() }),
});

export const cyclonedx = cargoTool("cargo-cyclonedx");
export const deny = cargoTool("cargo-deny", ["--no-default-features"]);

export const cargoMutants = cargoTool("cargo-mutants");

/** The path of a cargo tool: the one of PATH or our own. */
export function findCargoTool(name) {
  const path = join(own, "bin", name);
  return which(name) ?? (existsSync(path) ? path : undefined);
}
