// The entry for Cloudflare Workers, which compile no bytes: a .wasm file is imported as a module.
import { instantiate } from "./dist/presskey.glue.js";
import module from "./dist/presskey.wasm";
import { api, verifier } from "./engine/api.js";

export { PresskeyError } from "./front/error.js";
export const { createClient, decode, isExpired } = /* @__PURE__ */ api(instantiate, () => module);
export const verify = /* @__PURE__ */ verifier(decode);
