/** Bytes whose characters a template literal escapes: NUL, CR, dollar, backslash, backtick. */
export const ESCAPED = [0, 13, 36, 92, 96];

/**
 * The bytes of a wasm module, from the texts into which `split` of scripts/build/streams.mjs has
 * sorted them. Each character (0-255) is a byte.
 *
 * A classic script on a page without a charset is read as windows-1252, which changes the characters.
 * Then the sentinel at the end is wrong too, and nothing is compiled.
 *
 * The first characters are those with which the escaped ones have changed places.
 *
 * @param {string[]} texts
 */
export function bytes(texts) {
  const all = texts.join("");
  if (all.charCodeAt(all.length - 1) !== 255) {
    const error = new Error("The script was not read as UTF-8.");
    error.name = "SentinelError";
    throw error;
  }
  const places = Array.from({ length: 256 }, (_, byte) => byte);
  ESCAPED.forEach((byte, i) => {
    const rare = all.charCodeAt(i);
    places[byte] = rare;
    places[rare] = byte;
  });
  let start = ESCAPED.length;
  const streams = texts.map((text) => {
    const stream = new Uint8Array(text.length - start);
    for (let i = 0; i < stream.length; i++) stream[i] = places[text.charCodeAt(i + start)];
    start = 0;
    return stream;
  });
  // Instructions take more room than their tokens. The build checks that this is enough.
  return joined(streams, new Uint8Array(all.length * 3));
}

/**
 * Loops and typed arrays: iterators take ten times as long, and a login waits for this.
 *
 * @param {Uint8Array[]} streams
 * @param {Uint8Array} result
 */
function joined(streams, result) {
  const [table, locals, tokens, before] = streams;
  const ends = streams.map(() => 0);
  let end = 0;
  /** @type {(bytes: ArrayLike<number>, at?: number) => void} */
  const insert = (bytes, at = end) => {
    result.copyWithin(at + bytes.length, at, end);
    result.set(bytes, at);
    end += bytes.length;
  };

  // Of a token: the stream of its number, the number's length, the length of its bytes, its bytes.
  const forms = [];
  for (let i = 0; i < table.length; ) {
    const end = i + 4 + table[i + 3];
    forms[table[i]] = table.subarray(i + 1, end);
    i = end;
  }

  insert(before);
  let functions = 0;
  let token = 0;
  for (let local = 0; local < locals.length; functions++) {
    const start = end;
    const first = local + 1;
    local = first + locals[local];
    insert(locals.subarray(first, local));
    for (let depth = 1; depth; ) {
      let op = tokens[token++];
      const form = forms[op];
      // Most tokens are the byte of an instruction.
      if (form) {
        op = form[3];
        for (let i = 3; i < form.length; i++) result[end++] = form[i];
        const stream = form[0];
        for (let i = form[1]; i--; ) result[end++] = streams[stream][ends[stream]++] | (i && 128);
      } else result[end++] = op;
      // `block`, `loop` and `if` begin what `end` ends.
      if (op > 1 && op < 5) depth++;
      if (op === 11) depth--;
    }
    insert(leb(end - start), start);
  }
  insert(leb(functions), before.length);
  insert(leb(end - before.length), before.length);
  insert(/** @type {Uint8Array} */ (streams.at(-1)).subarray(0, -1));
  return result.slice(0, end);
}

/**
 * LEB128, in which wasm writes numbers.
 *
 * @type {(number: number) => number[]}
 */
const leb = (number) => (number < 128 ? [number] : [(number % 128) | 128, ...leb(number >> 7)]);
