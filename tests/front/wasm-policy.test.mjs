// A Content-Security-Policy without 'wasm-unsafe-eval', as WebKit enforces it: the module compiles,
// and then no instance can be made. The suite "browsers" has it in the real one.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { it } from "node:test";
import * as presskey from "presskey";
import * as url from "presskey/url";
import { sign } from "../support/mock-wordpress.mjs";

const token = sign({ data: { user: { id: "2" } } });

/** Runs it while making an instance fails. */
function without(Failure, run) {
  const { Instance } = WebAssembly;
  WebAssembly.Instance = class {
    constructor() {
      throw new Failure("Refused to create a WebAssembly object");
    }
  };
  try {
    return run();
  } finally {
    WebAssembly.Instance = Instance;
  }
}

for (const [name, { decode }, prepare] of [
  ["presskey", presskey, () => {}],
  [
    "presskey/url",
    url,
    async () => url.init(await readFile(new URL(import.meta.resolve("presskey/presskey.wasm")))),
  ],
]) {
  it(`${name}: a forbidden instance is wasm_unavailable, and the next call tries again`, async () => {
    await prepare();
    const call = () => decode(token);
    assert.throws(
      () => without(WebAssembly.CompileError, call),
      ({ code, hint, sent }) => {
        assert.deepEqual([code, sent], ["wasm_unavailable", "no"]);
        assert.match(hint, /'wasm-unsafe-eval'.*presskey\/js/);
        return true;
      },
    );
    // The policy is not blamed for anything else.
    assert.throws(() => without(RangeError, call), RangeError);
    assert.equal(call().claims.data.user.id, "2");
  });
}
