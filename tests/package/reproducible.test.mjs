// The same commit and tools make the same bytes, wherever and whenever they are made.
import assert from "node:assert/strict";
import { cp, mkdir, readdir, readFile, realpath, symlink } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { execa } from "execa";
import { temporaryDirectoryTask } from "tempy";
import { root } from "../../scripts/setup/shell.mjs";

const BUILT = ["crate", "dist", "cjs"];

/** A copy of the working tree in another folder, without what a build leaves. */
async function copy(folder) {
  const { stdout } = await execa("git", ["ls-files", "-co", "--exclude-standard"], { cwd: root });
  for (const path of stdout.split("\n")) {
    const from = join(root, path);
    await cp(from, join(folder, path)).catch(({ code }) => assert.equal(code, "ENOENT", path));
  }
  await mkdir(join(folder, "node_modules"));
  for (const name of await readdir(join(root, "node_modules"))) {
    // The package itself must be the copy's.
    const target = name === "presskey" ? "../pkg" : join(root, "node_modules", name);
    await symlink(target, join(folder, "node_modules", name));
  }
}

/** Every built file of a package's folder: path and bytes. */
async function built(folder, names) {
  const lists = names.map(async (name) => {
    const files = await readdir(join(folder, "pkg", name));
    return files.map((file) => `${name}/${file}`);
  });
  const paths = (await Promise.all(lists)).flat().sort();
  const bytes = paths.map((path) => readFile(join(folder, "pkg", path)));
  return new Map((await Promise.all(bytes)).map((content, at) => [paths[at], content]));
}

function assertSame(one, other) {
  assert.deepEqual([...one.keys()], [...other.keys()]);
  for (const [path, bytes] of one) assert.ok(bytes.equals(other.get(path)), `${path} differs`);
}

/** Where the machine, the person or the day could show. */
const elsewhere = { TZ: "Pacific/Apia", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" };

it("bundles to the same bytes in another folder", () =>
  temporaryDirectoryTask(async (folder) => {
    const place = await realpath(folder);
    await copy(place);
    await cp(join(root, "pkg/crate"), join(place, "pkg/crate"), { recursive: true });
    const script =
      'const { bundlePackage } = await import("./scripts/build/bundle.mjs");' +
      'const { buildCommonJs } = await import("./scripts/build/commonjs.mjs");' +
      "await bundlePackage(); await buildCommonJs();";
    const args = ["--input-type=module", "--eval", script];
    await execa("node", args, { cwd: place, env: elsewhere });
    assertSame(await built(place, ["dist", "cjs"]), await built(root, ["dist", "cjs"]));
  }));

// Holds P10 of SECURITY.md.
it("builds to the same tarball in two clones", { skip: !process.env.PRESSKEY_ALL }, () =>
  temporaryDirectoryTask(async (folder) => {
    const place = await realpath(folder);
    const clones = [join(place, "a"), join(place, "with a longer name", "b")];
    const results = [];
    for (const [at, clone] of clones.entries()) {
      await mkdir(clone, { recursive: true });
      await copy(clone);
      // Another user's cargo: the sources of crates lie in another folder.
      const cargo = join(place, `cargo-${at}`);
      await symlink(process.env.CARGO_HOME ?? join(homedir(), ".cargo"), cargo);
      const env = { CARGO_HOME: cargo, CARGO_TARGET_DIR: join(place, `target-${at}`) };
      const script = 'await (await import("./scripts/build/package.mjs")).buildPackage()';
      const args = ["--input-type=module", "--eval", script];
      await execa("node", args, { cwd: clone, env: { ...env, ...(at ? elsewhere : {}) } });
      const { stdout } = await execa("npm", ["pack", "./pkg", "--json"], { cwd: clone });
      const [{ integrity }] = Object.values(JSON.parse(stdout));
      results.push({ integrity, files: await built(clone, BUILT) });
    }
    const [one, other] = results;
    assertSame(one.files, other.files);
    assert.equal(one.integrity, other.integrity);
  }),
);
