// A script that was read in another charset than it was written in must not be compiled.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bytes, ESCAPED } from "../../pkg/engine/inline.js";

const rare = [250, 251, 252, 253, 254];
const text = String.fromCharCode(...rare, 1, 200, 250, 255);
const misread = new TextDecoder("windows-1252").decode(new TextEncoder().encode(text));

test("bytes come back as they were, the escaped ones too", () => {
  assert.deepEqual([...bytes(text)], [1, 200, ESCAPED[0]]);
});

test("wasm that was read as windows-1252 is refused by name", () => {
  assert.throws(() => bytes(misread), { message: "The script was not read as UTF-8." });
});
