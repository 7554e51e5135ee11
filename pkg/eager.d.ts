// `presskey/eager`: the same API with everything imported statically, for places where
// `import()` doesn't work: service workers without a bundler and browser extensions.
export * from "./index.js";
