// The entry for Cloudflare Workers, which compile no bytes: a .wasm file is imported as a module.
import { instantiate } from "../crate/presskey.glue.js";
import module from "../crate/presskey.wasm";
import { backendOver } from "./backend.js";

export * from "./more.js";
export const createBackend = /* @__PURE__ */ backendOver(instantiate, () => module);
