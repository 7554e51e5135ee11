// The crate's own tests, compiled to wasm and run in a browser. wasm-bindgen's runner starts the
// browser of the first driver that the environment names: Firefox, Safari, Chrome.
import { tools } from "../setup/tools.mjs";

const NONE = { GECKODRIVER: undefined, SAFARIDRIVER: undefined, CHROMEDRIVER: undefined };

/** A command, its arguments and its environment. */
export const wasmTests = (driver) => [
  "cargo",
  ["test", "--target", "wasm32-unknown-unknown", "--lib"],
  { ...NONE, CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER: tools.wasmTestRunner, ...driver },
];
