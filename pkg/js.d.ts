// `presskey/js`: the same API without WebAssembly, for pages whose Content-Security-Policy forbids
// it, and for React Native. It never throws `wasm_unavailable`.
export * from "./index.js";
