// A wasm module taken apart, so that brotli finds more in it: 10 % of the engine's size. In a module,
// instructions and their numbers take turns. Apart, instructions repeat each other, and so does each
// kind of number. pkg/engine/inline.js puts them together again.
//
// Streams: 0 forms of tokens, 1 locals of the functions, 2 tokens, 3 what comes before the code, then
// one for each kind of number, and at last what comes after the code.

const CODE = 10;

/** @returns {number[][]} */
export function split(module) {
  const { before, after, functions } = parse(module);
  const numbers = new Map();
  const tokens = tokensOf(functions.flatMap(({ instructions }) => instructions));
  const locals = functions.flatMap(({ locals }) => [locals.length, ...locals]);
  const code = functions.flatMap(({ instructions }) => instructions.map(tokenOf));

  function tokenOf(instruction) {
    const { kind, number } = instruction;
    if (kind) {
      if (!numbers.has(kind)) numbers.set(kind, []);
      // Its length stands in the token.
      numbers.get(kind).push(...number.map((byte) => byte & 127));
    }
    return tokens.get(keyOf(instruction)).token;
  }

  const kinds = [...numbers.keys()];
  const forms = [...tokens.values()].flatMap(({ token, literal, kind, number }) => {
    if (!kind && literal.length === 1 && literal[0] === token) return [];
    const stream = kind ? 4 + kinds.indexOf(kind) : 0;
    return [token, stream, kind ? number.length : 0, literal.length, ...literal];
  });
  return [forms, locals, code, before, ...numbers.values(), after];
}

const keyOf = ({ literal, kind }) => `${literal} ${kind}`;

/** A token for each instruction, where possible the byte with which it begins. */
function tokensOf(instructions) {
  const counted = new Map();
  for (const each of instructions) {
    const key = keyOf(each);
    const known = counted.get(key) ?? { ...each, count: 0 };
    known.count++;
    counted.set(key, known);
  }
  const byCount = [...counted].toSorted(([, a], [, b]) => b.count - a.count);
  const taken = new Map();
  for (const [, each] of byCount) {
    const [byte] = each.literal;
    if (byte === undefined || taken.has(byte)) continue;
    taken.set(byte, each);
    each.token = byte;
  }
  const rest = byCount.filter(([, { token }]) => token === undefined);
  for (const [, each] of rest) {
    each.token = Array.from({ length: 256 }, (_, byte) => byte).find((byte) => !taken.has(byte));
    if (each.token === undefined) throw new Error("more than 256 forms of instructions");
    taken.set(each.token, each);
  }
  return new Map(byCount.toSorted(([, a], [, b]) => a.token - b.token));
}

function parse(module) {
  const reader = new Reader(module, 8);
  while (reader.at < module.length) {
    const start = reader.at;
    const id = reader.byte();
    const end = reader.size() + reader.at;
    if (id === CODE) {
      const functions = Array.from({ length: reader.size() }, () => functionOf(reader));
      // The number of the section is the last of what comes before.
      return { before: [...module.slice(0, start + 1)], after: [...module.slice(end)], functions };
    }
    reader.at = end;
  }
  throw new Error("the module has no code");
}

function functionOf(reader) {
  const end = reader.size() + reader.at;
  const start = reader.at;
  for (let groups = reader.size(); groups--; ) {
    reader.leb();
    reader.byte();
  }
  const locals = reader.since(start);
  const instructions = [];
  while (reader.at < end) instructions.push(...read(reader));
  return { locals, instructions };
}

/** An instruction: bytes that stay together, and a number that goes to the stream of its kind. */
function read(reader) {
  const start = reader.at;
  const op = reader.byte();
  const whole = () => [{ literal: reader.since(start) }];
  const numbered = (name) => {
    const literal = reader.since(start);
    return [{ literal, ...reader.number(name) }];
  };
  const skip = (count) => {
    for (let i = 0; i < count; i++) reader.leb();
    return whole();
  };
  // Blocks with their type.
  if (op >= 0x02 && op <= 0x04) return skip(1);
  if (op === 0x0c || op === 0x0d) return numbered(op);
  if (op === 0x0e) {
    const from = reader.at;
    const labels = reader.size() + 1;
    reader.at = from;
    const table = numbered("table");
    // Tokens without a byte of their own: nothing but a number.
    for (let i = 0; i < labels; i++) table.push({ literal: [], ...reader.number("label") });
    return table;
  }
  if (op === 0x10) return numbered("call");
  if (op === 0x11) return skip(2);
  // Types of `select`.
  if (op === 0x1c) return skip(reader.size());
  if (op >= 0x20 && op <= 0x22) return numbered(op);
  if (op >= 0x23 && op <= 0x26) return skip(1);
  if (op >= 0x28 && op <= 0x3e) {
    // The alignment stays: there is mostly one.
    reader.leb();
    return numbered(op >= 0x36 ? "store" : op === 0x2d ? "load8" : "load");
  }
  if (op === 0x3f || op === 0x40) return skip(1);
  if (op === 0x41 || op === 0x42) return numbered(op);
  if (op === 0x43 || op === 0x44) {
    reader.at += op === 0x43 ? 4 : 8;
    return whole();
  }
  if (op === 0xd0 || op === 0xd2) return skip(1);
  if (op === 0xfc) return skip(PREFIXED[reader.size()] ?? 1);
  if (op > 0xd2) throw new Error(`instruction ${op} is not known`);
  return whole();
}

/** Numbers after 0xfc and what follows it: conversions have none, copies two. */
const PREFIXED = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2];

class Reader {
  constructor(bytes, at) {
    this.bytes = bytes;
    this.at = at;
  }

  byte() {
    return this.bytes[this.at++];
  }

  since(start) {
    return [...this.bytes.slice(start, this.at)];
  }

  /** The bytes of a number. */
  leb() {
    const start = this.at;
    while (this.byte() > 127);
    return this.since(start);
  }

  size() {
    return this.leb().reduceRight((sum, byte) => sum * 128 + (byte & 127), 0);
  }

  /** Numbers of one length are a kind. */
  number(name) {
    const number = this.leb();
    return { number, kind: `${name}:${number.length}` };
  }
}
