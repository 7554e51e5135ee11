// Counts the WebAssembly memory of this realm. Loaded before presskey, in pages and in Node.
{
  const memories = new Set();
  const { Instance, instantiate, instantiateStreaming } = WebAssembly;
  // Weak: an instance that presskey ended must not stay alive because of this count.
  const keep = (instance) => {
    for (const value of Object.values(instance.exports)) {
      if (value instanceof WebAssembly.Memory) memories.add(new WeakRef(value));
    }
    return instance;
  };
  WebAssembly.Instance = class extends Instance {
    constructor(...args) {
      super(...args);
      // biome-ignore lint/correctness/noConstructorReturn: it is this instance.
      return keep(this);
    }
  };
  const counted =
    (start) =>
    async (...args) => {
      const made = await start.apply(WebAssembly, args);
      keep(made.instance ?? made);
      return made;
    };
  WebAssembly.instantiate = counted(instantiate);
  WebAssembly.instantiateStreaming = counted(instantiateStreaming);

  globalThis.wasmBytes = () => {
    let bytes = 0;
    for (const memory of memories) {
      const { buffer } = memory.deref() ?? memories.delete(memory) ?? {};
      bytes += buffer?.byteLength ?? 0;
    }
    return bytes;
  };
}
