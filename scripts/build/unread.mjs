// Texts of panics stay in the data although nothing reads them: panics are traps (panics.mjs). As zeros they
// weigh nothing.

const TEXTS = [
  /to_digit: invalid radix -- radix must be in the range 2 to 36 inclusive/g,
  /slice index starts at | but ends at |range (start|end) index | out of range for slice of length /g,
  /memory allocation of | bytes failed|capacity overflow|mid > len/g,
  /copy_from_slice: source slice length \(|does not match destination slice length \(/g,
  /attempt to join into collection with len > usize::MAX/g,
  /Tried to shrink to a larger capacity/g,
  // Of wasm-bindgen.
  /attempted to take ownership of Rust value while it was borrowed|null pointer passed to rust/g,
  /recursive use of an object detected which would lead to unsafe aliasing in rust/g,
  // Two digits at a time, for numbers in messages.
  new RegExp(Array.from({ length: 100 }, (_, n) => String(n).padStart(2, "0")).join(""), "g"),
];

const PATH = /\/rustc\/[0-9a-f]{40}\/library\/[\w/]+\.rs/g;

/** A place in core's source: pointer and length of the path, line, column. */
const LOCATION = 16;

/** The module with zeros in their place. */
export function withoutPanicTexts(module) {
  const result = Buffer.from(module);
  for (const { address, start, end } of segmentsOf(module)) {
    const data = result.subarray(start, end);
    const found = (pattern) => [...data.toString("latin1").matchAll(pattern)];
    for (const { 0: path, index } of found(PATH)) {
      const pointer = Buffer.alloc(8);
      pointer.writeUInt32LE(address + index);
      pointer.writeUInt32LE(path.length, 4);
      // They lie in the same segment: cargo's linker writes one for all that cannot be changed.
      for (let at = data.indexOf(pointer); at >= 0; at = data.indexOf(pointer, at + 1)) {
        data.fill(0, at, at + LOCATION);
      }
    }
    for (const pattern of [PATH, ...TEXTS]) {
      for (const { 0: text, index } of found(pattern)) data.fill(0, index, index + text.length);
    }
  }
  return result;
}

const DATA = 11;

/** Where the segments of the data are in the file, and in the memory. */
function segmentsOf(module) {
  let at = 8;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = module[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  const segments = [];
  while (at < module.length) {
    const id = module[at++];
    const end = number() + at;
    if (id === DATA) {
      for (let count = number(); count--; ) {
        // Active, and at a constant: `i32.const`, the number, `end`.
        if (number() !== 0 || module[at++] !== 0x41) throw new Error("data of another kind");
        const address = number();
        at++;
        const length = number();
        segments.push({ address, start: at, end: at + length });
        at += length;
      }
    }
    at = end;
  }
  return segments;
}
