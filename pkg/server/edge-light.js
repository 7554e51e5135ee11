// The entry for Next.js middleware and Vercel's edge: as workerd.js, with their mark on the import.
import { instantiate } from "../crate/presskey.glue.js";
import module from "../crate/presskey.wasm?module";
import { backendOver } from "./backend.js";

export * from "./more.js";
export const createBackend = /* @__PURE__ */ backendOver(instantiate, () => module);
