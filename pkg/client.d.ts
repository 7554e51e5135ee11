// `presskey/client`: the client alone, in one small file, for pages without a bundler. The rest of
// the package is loaded with `import()` when it is first needed.

export type * from "./index.js";
export { createClient, PresskeyError } from "./index.js";
