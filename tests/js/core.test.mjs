// presskey/js against presskey: the same core, once through wasm2js. What a machine made of it may
// differ in: memory that grows, the stack, text, numbers, and what becomes of a trap.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import * as wasm from "presskey";
import * as js from "presskey/js";
import { instantiate } from "../../pkg/crate/presskey.asm.js";
import { instantiate as instantiateWasm } from "../../pkg/crate/presskey.glue.js";
import { guard } from "../../pkg/engine/guard.js";
import { decode as decodeUtf8, encodeInto } from "../../pkg/engine/utf8.js";
import { operationNames } from "../../scripts/build/operations.mjs";
import { sign } from "../support/mock-wordpress.mjs";

const weigh = (await operationNames()).indexOf("weigh");

/** What a response with the status 400 means. */
function meaningOf(engine, body) {
  try {
    engine.call(weigh, 0, JSON.stringify({ status: 400 }), body);
  } catch (thrown) {
    return JSON.parse(thrown);
  }
}

const untrapped = (cause) => {
  throw cause;
};
/** The claims, by an instance's own decode(). */
const claimsOf = (decode, token) =>
  JSON.parse(decode(token, token.indexOf("."), token.lastIndexOf("."), true));

const texts = [
  "",
  "plain",
  "Žluť, 日本, 🐴, \u0000, \u007f, \u0080, \u07ff, \u0800, \uffff, \u{10ffff}",
  "alone: \ud83d, \udc34, \udc34\ud83d",
  "\ufeffmark",
];

it("is ASCII, which is the same under every charset", async () => {
  const file = new URL("../../pkg/crate/presskey.asm.js", import.meta.url);
  const strange = (await readFile(file)).filter((byte) => byte > 126 || (byte < 32 && byte !== 10));
  assert.equal(strange.length, 0);
});

describe("the same errors and claims", () => {
  const outcome = (presskey, token) => {
    try {
      return presskey.decode(token);
    } catch ({ name, code, message, hint, sent }) {
      return { name, code, message, hint, sent };
    }
  };
  const tokens = [
    ...texts.map((text) => sign({ text })),
    ...[0, -1.5, 1e21, 1.7e9 + 0.25, 2 ** 53, 5e-324].map((exp) => sign({ exp })),
    ...["1e400", "-0", "01", "1.", ".5", "9".repeat(400)].map(
      (number) => `e30.${Buffer.from(`{"exp":${number}}`).toString("base64url")}.`,
    ),
    ...["", ".", "..", "e30.e30.", "e30.e30.=", "e30.e30.\ud83d", "\u0000.e30."],
  ];
  for (const token of tokens) {
    it(JSON.stringify(token).slice(0, 60), () => {
      assert.deepEqual(outcome(js, token), outcome(wasm, token));
    });
  }

  it("of tokens cut and changed at every place", () => {
    const token = sign({ exp: 1.7e9, name: "Zoë", list: [1, { a: null }] });
    for (let at = 0; at < token.length; at++) {
      for (const damaged of [token.slice(0, at), `${token.slice(0, at)}_${token.slice(at + 1)}`]) {
        assert.deepEqual(outcome(js, damaged), outcome(wasm, damaged));
      }
    }
  });

  it("is the same class", () => assert.equal(js.PresskeyError, wasm.PresskeyError));
});

describe("UTF-8", () => {
  for (const text of texts) {
    it(`as TextEncoder and TextDecoder: ${JSON.stringify(text)}`, () => {
      const whole = new TextEncoder().encode(text);
      // With room for less, neither writes half a character.
      for (let room = 0; room <= whole.length + 1; room++) {
        const [ours, theirs] = [new Uint8Array(room), new Uint8Array(room)];
        assert.deepEqual(encodeInto(text, ours), new TextEncoder().encodeInto(text, theirs));
        assert.deepEqual(ours, theirs);
      }
      const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
      assert.equal(decodeUtf8(whole), decoder.decode(whole));
    });
  }
});

describe("memory", () => {
  const file = new URL("../../pkg/crate/presskey.wasm", import.meta.url);
  const places = {
    js: async () => instantiate(undefined, untrapped),
    wasm: async () => instantiateWasm(new WebAssembly.Module(await readFile(file)), untrapped),
  };
  for (const [place, start] of Object.entries(places)) {
    it(`of ${place} grows, and what was there before is there afterwards`, async () => {
      const { Engine, decode } = await start();
      const engine = new Engine(JSON.stringify({ site: "https://example.com", plugin: "auto" }));
      for (const length of [1e3, 1e6, 2e6]) {
        const message = "ž".repeat(length);
        assert.equal(meaningOf(engine, JSON.stringify({ code: "x", message })).wpCode, "x");
        assert.equal(claimsOf(decode, sign({ length })).length, length);
      }
    });
  }
});

describe("the stack", () => {
  it("is not reached by what is nested without end: such text is refused long before", () => {
    const { Engine } = instantiate(undefined, untrapped);
    const engine = new Engine(JSON.stringify({ site: "https://example.com", plugin: "auto" }));
    for (const body of ["[".repeat(1e6), '{"a":'.repeat(2e5)]) {
      assert.equal(meaningOf(engine, body).code, "malformed_response");
    }
  });
});

describe("the guard", () => {
  it("refuses an export with more parameters than it passes on", () => {
    const taking = (length) =>
      Object.defineProperty((...args) => args.length, "length", { value: length });
    assert.equal(guard(untrapped, [])({ f: taking(8) }).f(), 8);
    assert.throws(() => guard(untrapped, [])({ f: taking(9) }), RangeError);
  });
});

describe("a trap", () => {
  it("throws, ends the instance, and the next one is as new", () => {
    let trapped;
    const broken = instantiate(undefined, (cause) => {
      trapped = cause;
    });
    const engine = new broken.Engine(
      JSON.stringify({ site: "https://example.com", plugin: "auto" }),
    );
    // wasm-bindgen's own check: an object that was freed has no address.
    engine.free();
    assert.throws(() => engine.call(0, 0, "", ""));
    assert.ok(trapped instanceof Error);
    assert.throws(
      () => broken.decode("a.b.c", 1, 3, false),
      (error) => error === trapped,
    );
    const { decode } = instantiate(undefined, untrapped);
    assert.equal(claimsOf(decode, sign({ a: 1 })).a, 1);
  });
});
