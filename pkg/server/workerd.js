// The entry for Cloudflare Workers, which compile no bytes: a .wasm file is imported as a module.
import { instantiate } from "../dist/presskey.glue.js";
import module from "../dist/presskey.wasm";
import { backendOver } from "./backend.js";

export * from "./more.js";
export const createBackend = /* @__PURE__ */ backendOver(instantiate, () => module);
