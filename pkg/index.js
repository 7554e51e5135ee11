// The entry for everybody: the wasm module is inside, so there is nothing to load or to configure.
import { instantiate } from "./dist/presskey.glue.js";
import { api, verifier } from "./engine/api.js";
import { compileInline } from "./engine/compile.js";

export { PresskeyError } from "./front/error.js";
export const { createClient, decode, isExpired } = /* @__PURE__ */ api(instantiate, compileInline);
export const verify = /* @__PURE__ */ verifier(decode);
