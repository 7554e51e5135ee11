// What only logins need of the rules: the second of the two wasm modules, which shares the memory of the
// first (scripts/build/split-module.mjs).
export { default as texts } from "../crate/presskey.login.inline.js";
export { use } from "../engine/error.js";
