// The compiler itself: the one thing, next to git and Node, that set-up does not install.
import { ask } from "./shell.mjs";

export const rust = {
  name: "Rust",
  remedy: "install rustup (its home page is rustup.rs), open a new terminal and run this again",
  find: () => ask("cargo", ["--version"]) && ask("rustc", ["--version"]),
  install: () => {
    throw new Error("no cargo and rustc in PATH");
  },
};
