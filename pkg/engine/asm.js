// The core as JavaScript, for pages that forbid wasm and for React Native.
import { instantiate } from "../crate/presskey.asm.js";
import { coreOf } from "./core.js";
import { verifierOf } from "./verifier.js";

export { use } from "./error.js";

const core = /* @__PURE__ */ coreOf(instantiate);
export const { instance, decode, isExpired } = core;
export const verify = /* @__PURE__ */ verifierOf(decode);
