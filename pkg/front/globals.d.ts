// Globals that only some runtimes have, and modules that only some bundlers know.

/** Scripts of workers that are no modules, in all kinds of workers: TypeScript's lib "webworker". */
declare const importScripts: unknown;

/** Cloudflare and Vercel compile the file and give the module. */
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
declare module "*.wasm?module" {
  const module: WebAssembly.Module;
  export default module;
}
