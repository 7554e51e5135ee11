// As tokens.js, over the core without wasm.
import { decode, isExpired, use, verify } from "./dist/core.asm.js";
import { PresskeyError } from "./dist/front.js";

use(PresskeyError);

export { decode, isExpired, verify };
