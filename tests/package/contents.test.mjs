// What is in the tarball: all that it needs, and nothing else.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { after, before, it } from "node:test";
import { pack, project } from "../support/tarball.mjs";

let packed;
let installed;
let manifest;
before(async () => {
  packed = await pack();
  const folder = await project(join(packed.folder, "app"), {
    "package.json": { private: true, dependencies: { presskey: `file:${packed.tarball}` } },
  });
  installed = join(folder, "node_modules/presskey");
  manifest = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
});
after(() => packed?.remove());

const text = (file) => readFile(join(installed, file), "utf8");

it("has the entries with their types, a README and the licences, and nothing stray", () => {
  const wanted = [
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "LICENSE-THIRD-PARTY",
    "README.md",
    "client.d.ts",
    "devtools.d.ts",
    "devtools.js",
    "dist/authorize.js",
    "dist/client.js",
    "dist/content.js",
    "dist/core.asm.js",
    "dist/core.js",
    "dist/core.module.js",
    "dist/core.static.js",
    "dist/credentials.js",
    "dist/doctor.js",
    "dist/eager.js",
    "dist/engine.js",
    "dist/front.js",
    "dist/lease.js",
    "dist/login.js",
    "dist/presskey.wasm",
    "dist/record.js",
    "dist/rules.js",
    "dist/server.edge-light.js",
    "dist/server.js",
    "dist/server.workerd.js",
    "dist/vault.js",
    "dist/verify.js",
    "dist/via.client.js",
    "dist/via.js",
    "dist/way.js",
    "eager.d.ts",
    "edge-light.js",
    "index.d.ts",
    "index.js",
    "js.d.ts",
    "js.js",
    "manifest.json",
    "package.json",
    "react.d.ts",
    "react.js",
    "server/index.d.ts",
    "svelte.d.ts",
    "svelte.js",
    "testing.d.ts",
    "testing.js",
    "testing/types.d.ts",
    "tokens.asm.js",
    "tokens.js",
    "url.d.ts",
    "url.js",
    "via.d.ts",
    "vue.d.ts",
    "vue.js",
    "workerd.js",
  ];
  const optional =
    /^((bin|bindings|devtools|testing)\/[\w/-]+\.js|dist\/\w+\.names\.json|cjs\/(\w+\.(js|d\.ts)|package\.json)|CHANGELOG\.md)$/;
  const rest = packed.files.filter((file) => !optional.test(file));
  assert.deepEqual(rest, wanted);
});

it("has every file that an export or an import names", async () => {
  const filesOf = (entry) =>
    typeof entry === "string" ? [entry] : Object.values(entry).flatMap(filesOf);
  const targets = [...filesOf(manifest.exports), manifest.main, manifest.types];
  for (const target of targets) {
    assert.ok(packed.files.includes(posix.normalize(target)), target);
  }
  const used = new Set([
    "README.md",
    "LICENSE-MIT",
    "LICENSE-APACHE",
    "LICENSE-THIRD-PARTY",
    "CHANGELOG.md",
    "manifest.json",
    "package.json",
    "cjs/package.json",
  ]);
  // Commands are found by their names, and share helpers.
  const commands = packed.files.filter((file) => file.startsWith("bin/"));
  for (const target of [...targets, ...commands]) used.add(posix.normalize(target));
  for (const file of packed.files.filter((file) => file.endsWith(".js"))) {
    const source = await text(file);
    for (const [, path] of source.matchAll(/(?:from|import|import\()\s*"(\.[^"?]+)[^"]*"/g)) {
      const target = posix.join(dirname(file), path);
      assert.ok(packed.files.includes(target), `${file} imports ${path}`);
      used.add(target);
    }
  }
  // A map of names, for people who read a stack trace.
  for (const file of packed.files.filter((file) => file.endsWith(".names.json"))) used.add(file);
  assert.deepEqual(
    packed.files.filter((file) => !used.has(file)),
    [],
  );
});

it("needs no other package and no build step, and may be shaken", () => {
  assert.equal(manifest.dependencies, undefined);
  assert.equal(manifest.scripts, undefined);
  assert.equal(manifest.sideEffects, false);
  assert.equal(manifest.type, "module");
  const optional = { optional: true };
  assert.deepEqual(manifest.peerDependenciesMeta, {
    ...{ react: optional, svelte: optional, vue: optional },
  });
});

it("brings React along for nobody", async () => {
  const folder = join(installed, "..");
  const packages = (await readdir(folder)).filter((name) => !name.startsWith("."));
  assert.deepEqual(packages, ["presskey"]);
});

it("holds no path of the machine that built it, and no placeholder", async () => {
  const machine = /\/(root|home|work|Users)\/[\w./-]*|[\w./-]*\.(cargo|rustup)\/[\w./-]*/;
  for (const file of packed.files) {
    const content = await readFile(join(installed, file), "latin1");
    const [found] = content.match(machine) ?? [];
    assert.equal(found, undefined, file);
  }
  const readme = await text("README.md");
  assert.match(readme, /^# /);
  assert.match(readme, /createClient/);
  assert.match(await text("LICENSE-MIT"), /Permission is hereby granted/);
  assert.match(await text("LICENSE-APACHE"), /Apache License/);
});
