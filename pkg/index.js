// The entry for everybody: the wasm module is inside, so there is nothing to load or to configure.
import { api } from "./lib/api.js";
import { compileInline } from "./lib/compile.js";

export { PresskeyError } from "./lib/error.js";
export const { createClient, decode, isExpired } = /* @__PURE__ */ api(compileInline);
