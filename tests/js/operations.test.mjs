// Operations stand in the source by name, and in what is shipped by number.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { partNames } from "../../scripts/build/bundle.mjs";
import {
  effectNames,
  loginEffectNames,
  loginOperationNames,
  operationNames,
  withNumbers,
} from "../../scripts/build/operations.mjs";

const names = [...(await operationNames()), ...(await loginOperationNames())];
const effects = ["lock", "look", "say"];
const built = (code) =>
  withNumbers(
    code,
    ["id", "load", "looked"],
    effects,
    "pkg/engine/x.js",
    ["seek"],
    ["find", "say"],
  );

describe("the build puts numbers in the place of operations", () => {
  for (const [source, expected] of [
    ["engine.id();", "engine.run(0);"],
    ["s.engine.load(1, text);", "s.engine.run(1, 1, text);"],
    ["s.engine.load(engine.id());", "s.engine.run(1, engine.run(0));"],
    ["visitor.engine().load(s.engine.id())", "visitor.engine().run(1, s.engine.run(0))"],
    ["s.engine?.id()", "s.engine?.run(0)"],
    ['tell(s, "looked", await look(s));', "tell(s, 2, await look(s));"],
    ["engine.seek(1, engine.id());", "engine.enter(0, 1, engine.run(0));"],
    ["engine.run(event, 1);\nengine.free();", "engine.run(event, 1);\nengine.free();"],
    [
      "const performers = { lock: f, look, ...more };",
      "const performers = { A: f, B: look, ...more };",
    ],
    ["const performers = { async say() {} };", "const performers = { async C() {} };"],
    [
      "const performersOfLogins = { find, say };",
      "const performersOfLogins = { A: find, B: say };",
    ],
    ["session.id(); engineer.load()", "session.id(); engineer.load()"],
  ]) {
    it(source, () => assert.equal(built(source), expected));
  }

  for (const [source, message] of [
    ["\ns.engine.unload();", /x\.js:2: src\/js\/operations\.rs has no unload/],
    ["const { load } = engine; const f = engine.load;", /x\.js:1: an operation has to be called/],
    ["engine[name]()", /an operation has to be called/],
    ["const { id } = s.engine;", /an operation has to be called/],
    ['tell(s, "lokked")', /has no lokked/],
    ["const performers = { lokk: f };", /effect\.rs has no lokk/],
    ["const performersOfLogins = { look };", /effect\.rs has no look/],
    ["tell(s, event)", /an event has to be named/],
  ]) {
    it(`refuses ${source.trim()}`, () => assert.throws(() => built(source), { message }));
  }
});

it("finds every operation and effect, each once", async () => {
  const effects = await effectNames();
  assert.ok(names.length > 40 && effects.length > 10);
  for (const found of [names, effects, await loginEffectNames()])
    assert.equal(new Set(found).size, found.length);
});

it("leaves no name in what is shipped", async () => {
  const long = names.filter((name) => /[A-Z]/.test(name) && name.length > 9);
  assert.ok(long.includes("forgetRefreshToken") && long.includes("refreshAnswered"));
  for (const part of partNames) {
    const text = await readFile(new URL(`../../pkg/dist/${part}.js`, import.meta.url), "utf8");
    const left = long.filter((name) => text.includes(`${name}(`));
    assert.deepEqual(left, [], part);
  }
  const wasm = await readFile(new URL("../../pkg/dist/presskey.wasm", import.meta.url), "latin1");
  assert.ok(!wasm.includes("refreshAnswered"));
});
