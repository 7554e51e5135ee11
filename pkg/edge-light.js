// The entry for Next.js middleware and Vercel's edge: as workerd.js, with their mark on the import.
import { instantiate } from "./dist/presskey.glue.js";
import module from "./dist/presskey.wasm?module";
import { api, verifier } from "./engine/api.js";

export { PresskeyError } from "./front/error.js";
export const { createClient, decode, isExpired } = /* @__PURE__ */ api(instantiate, () => module);
export const verify = /* @__PURE__ */ verifier(decode);
