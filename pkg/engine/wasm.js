// The core as wasm, inside of the script: there is nothing to configure. The part `login` brings the rest
// of it, which logins need.
import texts from "../crate/presskey.first.inline.js";
import { instantiate } from "../crate/presskey.glue.js";
import { compileInline } from "./compile.js";
import { coreOf } from "./core.js";
import { permitted } from "./permitted.js";
import { verifierOf } from "./verifier.js";

export { use } from "./error.js";

/** @type {typeof instantiate} */
const start = (module, trapped) => permitted(instantiate, module, trapped);
const core = /* @__PURE__ */ coreOf(start, (more = texts) => compileInline(more));
export const { instance, decode, isExpired } = core;
export const verify = /* @__PURE__ */ verifierOf(decode);
