// UTF-8 for engines without TextEncoder or TextDecoder: the same as Node's.
import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { decode, encodeInto } from "../../pkg/engine/utf8.js";

/** The ends of what has one, two, three and four bytes, and of the surrogates. */
const EDGES = [
  ...[0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xfffd, 0xffff, 0x10000, 0x1f600, 0x10ffff],
].map((point) => String.fromCodePoint(point));
const LONE = ["\ud800", "\udbff", "\udc00", "\udfff", "a\ud800b", "\udc00\ud800"];

for (const text of ["", "abc", ...EDGES, EDGES.join(""), ...LONE]) {
  it(`writes and reads ${JSON.stringify(text)}`, () => {
    const wanted = new TextEncoder().encode(text);
    const bytes = new Uint8Array(wanted.length);
    assert.deepEqual(encodeInto(text, bytes), { read: text.length, written: wanted.length });
    assert.deepEqual([...bytes], [...wanted]);
    assert.equal(decode(bytes), new TextDecoder().decode(wanted).replace(/^\ufeff/, ""));
  });
}

it("writes as much as there is room for, and no part of a letter", () => {
  for (const text of [EDGES.join(""), LONE.join(""), "ab", "é", "→", "😀"]) {
    const most = new TextEncoder().encode(text).length + 1;
    for (let room = 0; room <= most; room++) {
      const [own, theirs] = [new Uint8Array(room), new Uint8Array(room)];
      assert.deepEqual(encodeInto(text, own), { ...new TextEncoder().encodeInto(text, theirs) });
      assert.deepEqual([...own], [...theirs], `${JSON.stringify(text)} ${room}`);
    }
  }
});

it("does the same as Node for any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const bytes = new TextEncoder().encode(text);
      const own = new Uint8Array(bytes.length);
      encodeInto(text, own);
      assert.deepEqual(own, bytes);
      assert.equal(decode(bytes), new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
    }),
    { numRuns: 50 },
  );
});
