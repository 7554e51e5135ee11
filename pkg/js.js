// The entry without wasm, for pages that forbid it and for React Native: the core as JavaScript.
import { instantiate } from "./dist/presskey.asm.js";
import { api, verifier } from "./engine/api.js";

export { PresskeyError } from "./front/error.js";
export const { createClient, decode, isExpired } = /* @__PURE__ */ api(instantiate);
export const verify = /* @__PURE__ */ verifier(decode);
