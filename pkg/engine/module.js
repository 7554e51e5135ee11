// The core over a module that the entry has.
import { instantiate } from "../crate/presskey.glue.js";
import { coreOf } from "./core.js";
import { use } from "./error.js";
import { permitted } from "./permitted.js";
import { verifierOf } from "./verifier.js";

/** @param {() => WebAssembly.Module} compile */
export function coreWith(compile) {
  /** @type {typeof instantiate} */
  const start = (module, trapped) => permitted(instantiate, module, trapped);
  const core = coreOf(start, compile);
  return { ...core, use, verify: verifierOf(core.decode) };
}
