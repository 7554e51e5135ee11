// A script that was read in another charset than it was written in must not be compiled.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bytes, ESCAPED } from "../../pkg/engine/inline.js";

const text = (...codes) => String.fromCharCode(...codes);
const rare = [250, 251, 252, 253, 254];
// No functions: what comes before the code, and the sentinel.
const texts = [text(...rare), "", "", text(1, 200, 250), text(255)];
const misread = texts.map((each) =>
  new TextDecoder("windows-1252").decode(new TextEncoder().encode(each)),
);

test("bytes come back as they were, the escaped ones too", () => {
  const emptyCode = [1, 0];
  assert.deepEqual([...bytes(texts)], [1, 200, ESCAPED[0], ...emptyCode]);
});

test("wasm that was read as windows-1252 is refused by name", () => {
  assert.throws(() => bytes(misread), { message: "The script was not read as UTF-8." });
});
