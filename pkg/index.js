// The entry for everybody. Bundlers drop tokens.js, and the core in it, where nobody imports from it.
export { createClient, PresskeyError } from "./dist/client.js";
export { decode, isExpired, verify } from "./tokens.js";
