// Where set-up's findings are, for the other scripts. Looked up on use: set-up may come first.
import { dirname, join } from "node:path";
import { findChromedriver, findChromium } from "./browser.mjs";
import { findWasmBindgen } from "./cargo-tools.mjs";
import { findHeadlessShell } from "./headless-shell.mjs";
import { root } from "./shell.mjs";

export const tools = {
  get wasmBindgen() {
    return findWasmBindgen();
  },
  /** Runs tests that are compiled to wasm, in the browser whose driver the environment names. */
  get wasmTestRunner() {
    return join(dirname(findWasmBindgen()), "wasm-bindgen-test-runner");
  },
  get chromium() {
    return findChromium();
  },
  /** Undefined where the machine has none. */
  get headlessShell() {
    return findHeadlessShell();
  },
  get chromedriver() {
    return findChromedriver();
  },
  /** Node scripts of npm's binaryen: run them with `process.execPath`. */
  wasmOpt: join(root, "node_modules/binaryen/bin/wasm-opt"),
  wasm2js: join(root, "node_modules/binaryen/bin/wasm2js"),
};
