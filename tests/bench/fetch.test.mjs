// A token is decoded when it arrives, not with every call.
import assert from "node:assert/strict";
import { it } from "node:test";
import { named } from "./fetch.mjs";
import { count } from "./fetch.run.mjs";

it("decodes nothing in a call with a valid token", async () => {
  const { decode, fetch } = await named(await count(100));
  assert.equal(decode["wasm decode"], 1, "the counting itself works");
  assert.equal(decode["JSON.parse"], 1, "the counting itself works");
  assert.ok(
    Object.keys(fetch).some((name) => name.startsWith("wasm ")),
    "calls go through the wasm",
  );
  for (const name of ["wasm decode", "JSON.parse", "atob"]) {
    assert.equal(fetch[name], undefined, name);
  }
});
