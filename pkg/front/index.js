// The front over every core: for the entries that bring one of their own.
export { clientFactory } from "./client.js";
export { partsWith } from "./parts.js";
export { PresskeyError } from "./presskey-error.js";
