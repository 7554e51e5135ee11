// The entry for everybody: the wasm module is inside.
import { instantiate } from "../crate/presskey.glue.js";
import texts from "../crate/presskey.inline.js";
import { compileInline } from "../engine/compile.js";
import { backendOver } from "./backend.js";

export * from "./more.js";
export const createBackend = /* @__PURE__ */ backendOver(instantiate, () => compileInline(texts));
