// The entry for Next.js middleware and Vercel edge functions: as workerd.js, with their mark on the import.
import { coreWith } from "./dist/core.module.js";
import { clientFactory, PresskeyError, partsWith } from "./dist/front.js";
import module from "./dist/presskey.wasm?module";

const core = coreWith(() => module);
core.use(PresskeyError);

export { PresskeyError };
export const createClient = clientFactory(partsWith(() => core));
export const { decode, isExpired, verify } = core;
