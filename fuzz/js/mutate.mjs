// Changes an input at random: pieces of other inputs, encodings, characters that parsers trip over.

const CHARACTERS = [
  ..."%/\\.:;&=?#@\"'<>[]{}(),+-_ 09azAZ",
  "\t",
  "\0",
  "\r",
  "\u007f",
  "é",
  "\u2028",
  "😀",
];

/** A generator of numbers below `most`, the same for the same seed (mulberry32). */
export function random(seed) {
  let state = seed >>> 0;
  return (most) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % most;
  };
}

/** An input made of one of the corpus. */
export function mutate(corpus, number) {
  const pick = (list) => list[number(list.length)];
  let text = pick(corpus);
  for (let rounds = 1 + number(4); rounds > 0; rounds--) text = once(text, pick, number, corpus);
  return text.slice(0, 4096);
}

function once(text, pick, number, corpus) {
  const [from, to] = [number(text.length + 1), number(text.length + 1)].sort((a, b) => a - b);
  const [before, middle, after] = [text.slice(0, from), text.slice(from, to), text.slice(to)];
  const pieces = pick(corpus).split(/([^\w]+)/);
  return pick([
    () => before + pick(CHARACTERS) + middle + after,
    () => before + after,
    () => before + middle + middle + after,
    () => before + pick(pieces) + middle + after,
    () => before + pick(pieces) + after,
    () => before + percent(middle.slice(0, 1)) + middle.slice(1) + after,
    () => before + pick(corpus).slice(from),
    () => before + middle.toUpperCase() + after,
    () => swapLine(text, pick(corpus), number),
  ])();
}

const percent = (char) =>
  [...Buffer.from(char)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");

function swapLine(text, other, number) {
  const [lines, others] = [text.split("\n"), other.split("\n")];
  const at = number(lines.length);
  lines[at] = others[at] ?? "";
  return lines.join("\n");
}
