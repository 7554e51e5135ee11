// The engine's wasm travels sorted into streams, and comes out as it went in.
import assert from "node:assert/strict";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { execa } from "execa";
import { bytes } from "../../pkg/engine/inline.js";
import { toModule } from "../../scripts/build/inline.mjs";
import { split } from "../../scripts/build/streams.mjs";
import { root } from "../../scripts/setup/shell.mjs";

const thereAndBack = async (module) => {
  const code = Buffer.from(toModule(module)).toString("base64");
  return bytes((await import(`data:text/javascript;base64,${code}`)).default);
};

// One of each form of instruction; numbers of one and of several bytes.
const source = `(module
  (type $pair (func (param i32 i64) (result i32)))
  (import "a" "f" (func $f (param i32)))
  (memory 1 2) (table 4 funcref) (global $g (mut i64) (i64.const -3))
  (data $words "\\00\\0d$\\\\\`\\ff") (elem $all funcref (ref.func $all))
  (func $all (export "all") (type $pair) (local f32) (local f64 f64) (local i32)
    (local.set 2 (f32.const 1.5)) (local.set 3 (f64.const -0.1)) (global.set $g (local.get 1))
    (call $f (i32.const -1)) (call $f (i32.const 300)) (call $f (i32.const 1048600))
    (call $f (i32.const -2000000000)) (drop (i64.const 0x7fffffffffffffff))
    (i32.store offset=70000 (i32.const 8) (i32.load8_u offset=200 (i32.load align=1 (i32.const 0))))
    (i64.store8 (memory.size) (i64.trunc_sat_f64_s (local.get 3)))
    (memory.copy (i32.const 0) (i32.const 1) (i32.const 2)) (memory.fill (i32.const 0) (i32.const 1) (i32.const 2))
    (memory.init $words (i32.const 0) (i32.const 0) (i32.const 1)) (data.drop $words)
    (table.set (i32.const 0) (ref.null func)) (table.set (i32.const 1) (ref.func $all))
    (drop (table.grow (ref.null func) (i32.const 1))) (table.fill (i32.const 0) (ref.null func) (i32.const 1))
    (table.init $all (i32.const 0) (i32.const 0) (i32.const 1)) (elem.drop $all)
    (drop (ref.is_null (table.get (i32.const 0)))) (drop (table.size)) (drop (memory.grow (i32.const 0)))
    (loop $again (br_if $again (call_indirect (type $pair) (i32.const 7) (i64.const 1) (i32.const 1))))
    (block $c (block $b (block $a (br_table $a $b $c (local.get 0))) (unreachable)) (nop))
    (if (i32.eqz (local.get 0)) (then (return (i32.const 5))) (else (call $f (i32.const 0))))
    (select (result i32) (i32.extend8_s (local.get 0)) (local.tee 5 (i32.const 1)) (i32.const 2))))`;

async function assembled(text) {
  const folder = await mkdtemp(join(tmpdir(), "presskey-streams-"));
  const [from, to] = [join(folder, "in.wat"), join(folder, "out.wasm")];
  await writeFile(from, text);
  const features = ["--enable-bulk-memory", "--enable-bulk-memory-opt", "--enable-reference-types"];
  const more = ["--enable-nontrapping-float-to-int", "--enable-sign-ext"];
  const tool = join(root, "node_modules/binaryen/bin/wasm-as");
  await execa(process.execPath, [tool, ...features, ...more, from, "-o", to]);
  return readFile(to);
}

test("every form of instruction comes back", async () => {
  const module = await assembled(source);
  assert.ok(WebAssembly.validate(module));
  assert.deepEqual(Buffer.from(await thereAndBack(module)), module);
});

test("the engine's module comes back, and is smaller apart", async () => {
  const module = await readFile(join(root, "pkg/crate/presskey.wasm"));
  assert.deepEqual(Buffer.from(await thereAndBack(module)), module);
  const { default: shipped } = await import("../../pkg/crate/presskey.inline.js");
  assert.deepEqual(Buffer.from(bytes(shipped)), module);
  assert.ok(split(module).flat().length < module.length);
});

test("its two halves come back, and are the engine together", async () => {
  const halves = [];
  for (const kind of ["first", "login"]) {
    const { default: shipped } = await import(`../../pkg/crate/presskey.${kind}.inline.js`);
    halves.push(new WebAssembly.Module(bytes(shipped)));
  }
  const whole = new WebAssembly.Module(await readFile(join(root, "pkg/crate/presskey.wasm")));
  const [first, login, all] = [...halves, whole].map((module) =>
    WebAssembly.Module.exports(module).map(({ name }) => name),
  );
  const [door, ...rest] = login;
  assert.deepEqual(rest, []);
  assert.deepEqual(
    all.filter((name) => !first.includes(name)),
    [door],
  );
  const { instantiate } = await import("../../pkg/crate/presskey.glue.js");
  const trapped = (cause) => {
    throw cause;
  };
  assert.equal(instantiate(whole, trapped).attach, undefined);
  assert.equal(typeof instantiate(halves[0], trapped).attach, "function");
});

test("an instruction that is not known is refused by the build", async () => {
  const module = await assembled('(module (func (export "f") (drop (i32.const 0))))');
  const at = module.lastIndexOf(0x1a);
  module[at] = 0xfd;
  assert.throws(() => split(module), /instruction 253 is not known/);
});
