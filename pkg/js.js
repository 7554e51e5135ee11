// The entry without wasm, for pages that forbid it and for React Native: the core as JavaScript.
import { clientFactory, PresskeyError, partsWith } from "./dist/front.js";

export { PresskeyError };
export const createClient = /* @__PURE__ */ clientFactory(
  /* @__PURE__ */ partsWith(() => import("./dist/core.asm.js")),
);
export { decode, isExpired, verify } from "./tokens.asm.js";
