// The entry for Cloudflare Workers, which compile no bytes: a .wasm file is imported as a module.
import { coreWith } from "./dist/core.module.js";
import { clientFactory, PresskeyError, partsWith } from "./dist/front.js";
import module from "./dist/presskey.wasm";

const core = coreWith(() => module);
core.use(PresskeyError);

export { PresskeyError };
export const createClient = clientFactory(partsWith(() => core));
export const { decode, isExpired, verify } = core;
