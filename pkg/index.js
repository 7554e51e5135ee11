// The entry for everybody: the wasm module is inside, so there is nothing to load or to configure.
import { instantiate } from "./dist/presskey.glue.js";
import { api, verifier } from "./lib/api.js";
import { compileInline } from "./lib/compile.js";

export { PresskeyError } from "./lib/error.js";
export const { createClient, decode, isExpired } = /* @__PURE__ */ api(instantiate, compileInline);
export const verify = /* @__PURE__ */ verifier(decode);
