// The memory of all WebAssembly instances and of JavaScript. Import it before presskey.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const memories = new Set();
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(...args) {
    super(...args);
    const memory = Object.values(this.exports).find((value) => value instanceof WebAssembly.Memory);
    if (memory) memories.add(memory);
  }
};

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");

/** Bytes in use: `wasm` of all instances, `heap` after a garbage collection. */
export function sample() {
  collect();
  let wasm = 0;
  for (const { buffer } of memories) wasm += buffer.byteLength;
  return { wasm, heap: process.memoryUsage().heapUsed };
}
