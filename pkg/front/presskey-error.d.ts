// The class as everybody sees it: its fields are assigned, which TypeScript can't see in the source.
export { PresskeyError } from "../index.d.ts";
