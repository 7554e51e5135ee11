// Builds tests/rust/client: with PRESSKEY_CLIENT=rust, pages of the tests use the client for Rust
// frontends instead of the npm package.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "../../scripts/setup/shell.mjs";
import { tools } from "../../scripts/setup/tools.mjs";

const crate = join(root, "tests/rust/client");
const target = "wasm32-unknown-unknown";

/** Whether the pages of the tests use it. */
export const usesRust = process.env.PRESSKEY_CLIENT === "rust";

/** The folder with the built client, as pages import it. */
export const rustFolder = join(crate, "target/page");

let built;

/** Builds it, unless tests/rust/client.test.mjs has done that for all of its files. */
export function buildRustClient() {
  built ??= process.env.PRESSKEY_RUST_BUILT ? Promise.resolve() : build();
  return built;
}

async function build() {
  // What the example has compiled already is not compiled again.
  const shared = join(root, "examples/leptos/target");
  const env = { CARGO_TARGET_DIR: shared };
  await run("cargo", ["build", "--locked", "--target", target], { cwd: crate, env });
  const wasm = join(shared, target, "debug/presskey_test_client.wasm");
  const args = ["--target", "web", "--no-typescript", "--out-dir", rustFolder, wasm];
  await run(tools.wasmBindgen, args);
  cpSync(join(crate, "page"), rustFolder, { recursive: true });
}
