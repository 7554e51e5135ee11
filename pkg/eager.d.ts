// `presskey/eager`: the same API with everything imported statically, for places that cannot
// `import()`: service workers without a bundler and browser extensions.
export * from "./index.js";
