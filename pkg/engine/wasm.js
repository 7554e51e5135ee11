// The core as wasm, inside of the script: there is nothing more to load or to configure.
import { instantiate } from "../crate/presskey.glue.js";
import { compileInline } from "./compile.js";
import { coreOf } from "./core.js";
import { verifierOf } from "./verifier.js";

export { use } from "./error.js";

const core = /* @__PURE__ */ coreOf(instantiate, compileInline);
export const { instance, decode, isExpired } = core;
export const verify = /* @__PURE__ */ verifierOf(decode);
