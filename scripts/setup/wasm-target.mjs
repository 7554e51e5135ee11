// The standard library for wasm32-unknown-unknown.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildFromDebian, removeStale } from "./debian-std.mjs";
import { ask, root, run, which } from "./shell.mjs";

export const target = "wasm32-unknown-unknown";

export const wasmTarget = {
  name: "wasm target",
  remedy: `rustup target add ${target}`,
  find: () => (compiles() ? `${target}, ${ask("rustc", ["--version"])}` : undefined),
  async install(say) {
    removeStale(target);
    if (which("rustup")) {
      try {
        return await run("rustup", ["target", "add", target]);
      } catch (error) {
        say("rustup cannot; building the standard library from Debian's rust-src");
        return buildFromDebian(target).catch((second) => {
          throw new Error(`${error.message}\n${second.message}`);
        });
      }
    }
    return buildFromDebian(target);
  },
};

// Compiled as a test, since the tests in browsers need the test crate too.
function compiles() {
  const folder = mkdtempSync(join(tmpdir(), "presskey-"));
  const source = "pub fn words(text: String) -> Vec<String> { vec![text] }\n#[test] fn t() {}\n";
  const { status } = spawnSync(
    "rustc",
    ["--test", "--edition=2021", "--target", target, "-o", join(folder, "probe.wasm"), "-"],
    { cwd: root, input: source, stdio: ["pipe", "ignore", "ignore"] },
  );
  rmSync(folder, { recursive: true });
  return status === 0;
}
