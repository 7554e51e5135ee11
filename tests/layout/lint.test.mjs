import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryDirectory } from "tempy";
import { ringsOf, roomsUsed } from "../../scripts/layout/rooms.mjs";
import { namesOf } from "../../scripts/layout/servers.mjs";
import { root } from "../../scripts/setup/shell.mjs";

const ring = (...files) => ringsOf(roomsUsed(files));

test("modules of src/core that use each other are found, however they are imported", () => {
  const used = ["src/core/b.rs", "pub fn x() { super::a::y(); }"];
  assert.deepEqual(ring(["src/core/a.rs", "use super::b::x;"], used), ["a, b"]);
  assert.deepEqual(ring(["src/core/a/mod.rs", "use super::{text, b::{x, z}};"], used), ["a, b"]);
  assert.deepEqual(ring(["src/core/a/part.rs", "use super::super::b;"], used), ["a, b"]);
  assert.deepEqual(ring(["src/core/a.rs", "fn f() { crate::core::b::x() }"], used), ["a, b"]);
});

test("a ring of three is found, and named once", () => {
  const files = ["ab", "bc", "ca", "da"].map(([a, b]) => [`src/core/${a}.rs`, `use super::${b};`]);
  assert.deepEqual(ring(...files), ["a, b, c"]);
});

test("what one module uses of another, tests and comments make no ring", () => {
  const used = [
    "src/core/b.rs",
    "pub fn x() {}\n#[cfg(test)]\nmod tests {\n use super::super::a;\n}",
  ];
  assert.deepEqual(ring(["src/core/a.rs", "use super::b::x;"], used), []);
  assert.deepEqual(ring(["src/core/a.rs", "use super::b;"], ["src/core/b.rs", "// super::a"]), []);
});

test("a server is mentioned by its id or by a code of its own", () => {
  const { names, pattern } = namesOf(
    ["some-plugin", "cookie", "auth9"].map((id) => `{\n    "id": "${id}",\n`),
  );
  assert.deepEqual(names, ["some-plugin", "auth9"]);
  assert.ok(pattern.test('id === "auth9"') && !pattern.test("mod auth9; // auth9.js"));
  assert.ok(pattern.test('id === "some-plugin"') && pattern.test('"[jwt_auth_x]"'));
  assert.ok(!pattern.test("some-plugin-two") && !pattern.test("cookie"));
});

const cruise = (cwd) =>
  new Promise((resolve) => {
    const bin = join(root, "node_modules/.bin/depcruise");
    const config = join(root, "scripts/layout/pkg.config.mjs");
    execFile(bin, ["--config", config, "pkg"], { cwd }, (_, stdout) => resolve(stdout));
  });

test("the front may import nothing else statically, and no files of pkg each other", async () => {
  const copy = temporaryDirectory();
  for (const folder of ["front", "engine"]) {
    await cp(join(root, "pkg", folder), join(copy, "pkg", folder), { recursive: true });
  }
  await writeFile(join(copy, "pkg/front/place.js"), 'import "../engine/guard.js";');
  await writeFile(join(copy, "pkg/engine/guard.js"), 'import "./lock.js";');
  await writeFile(join(copy, "pkg/engine/lock.js"), 'import "./guard.js";');
  const told = await cruise(copy);
  assert.match(told, /no-cycle: pkg\/engine\/(guard|lock)\.js/);
  assert.match(
    told,
    /front-downloads-nothing-else: pkg\/front\/place\.js → pkg\/engine\/guard\.js/,
  );
});
