// `npx presskey verify-package`, on an installed copy of the tarball.
import assert from "node:assert/strict";
import { appendFile, cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, beforeEach, it } from "node:test";
import { execa } from "execa";
import {
  MANIFEST,
  manifestOf,
  publishedFiles,
  writeManifest,
} from "../../scripts/release/manifest.mjs";
import { pack } from "../support/tarball.mjs";
import { presskey } from "./run.mjs";

let packed;
let original;
let folder;
before(async () => {
  // Of the files as they are now: somebody may have bundled since the build.
  await writeManifest();
  packed = await pack();
  await execa("tar", ["-xf", packed.tarball, "-C", packed.folder]);
  original = join(packed.folder, "package");
  folder = join(packed.folder, "copy");
});
after(() => packed?.remove());
beforeEach(async () => {
  await rm(folder, { recursive: true, force: true });
  await cp(original, folder, { recursive: true });
});

const verify = (...args) => presskey(["verify-package", folder, ...args]);

it("accepts what npm unpacks", async () => {
  const { exitCode, stdout } = await verify();
  assert.match(stdout, /^\d+ files of presskey@\d+\.\d+\.\d+ are as in the manifest\.$/m);
  assert.equal(exitCode, 0);
  const own = await execa("node", [join(folder, "bin/presskey.js"), "verify-package"]);
  assert.equal(own.stdout, stdout);
});

it("lists every published file once in the manifest", async () => {
  const { files } = JSON.parse(await readFile(join(folder, MANIFEST), "utf8"));
  assert.deepEqual(
    packed.files.filter((path) => path !== MANIFEST),
    Object.keys(files),
  );
  assert.equal(Object.keys(files).length, (await publishedFiles()).length);
});

// Holds P10 of SECURITY.md.
it("names what was changed, is missing or was added", async () => {
  await appendFile(join(folder, "dist/engine.js"), "\n");
  await rm(join(folder, "index.js"));
  await writeFile(join(folder, "dist/own.js"), "");
  const { exitCode, stdout } = await verify();
  assert.equal(exitCode, 1);
  assert.match(stdout, /^changed +dist\/engine\.js\nmissing +index\.js\nadded +dist\/own\.js$/m);
  const { ok, changed, missing, added } = JSON.parse((await verify("--json")).stdout);
  const lists = [["dist/engine.js"], ["index.js"], ["dist/own.js"]];
  assert.deepEqual([ok, changed, missing, added], [false, ...lists]);
});

it("compares with a manifest from elsewhere, which a replaced one does not hide from", async () => {
  const elsewhere = join(packed.folder, "elsewhere.json");
  await cp(join(original, MANIFEST), elsewhere);
  await appendFile(join(folder, "dist/client.js"), "evil();");
  await writeFile(join(folder, MANIFEST), await manifestOf(folder));
  assert.equal((await verify()).exitCode, 0);
  const { exitCode, stdout } = await verify("--manifest", elsewhere);
  assert.match(stdout, /^changed +dist\/client\.js$/m);
  assert.equal(exitCode, 1);
});

// Holds P10 of SECURITY.md.
it("names a package in it that would run in place of the app's own", async () => {
  for (const path of ["react/index.js", "react.js", "Vue.json", "svelte.node", "React/index.js"]) {
    const added = join(folder, "node_modules", path);
    await cp(join(original, "bin/presskey.js"), added);
    const { exitCode, stdout } = await verify();
    assert.match(stdout, new RegExp(`^added +node_modules/${path}$`, "m"));
    assert.equal(exitCode, 1);
    await rm(join(folder, "node_modules"), { recursive: true });
  }
});

it("shows the name of a file as one line, whatever is in it", async () => {
  await writeFile(join(folder, "dist/\u001b[1A\r\u009b2K\u202e\n.js"), "");
  const shown = String.raw`dist/\u001b[1A\r\u009b2K\u202e\n.js`;
  const { exitCode, stdout } = await verify();
  assert.equal(exitCode, 1);
  assert.ok(stdout.startsWith(`added    ${shown}\n`), JSON.stringify(stdout));
  assert.ok((await verify("--json")).stdout.includes(`"${shown}"`));
});

it("ignores other packages that a package manager nests in it", async () => {
  await cp(join(original, "bin"), join(folder, "node_modules/other"), { recursive: true });
  assert.equal((await verify()).exitCode, 0);
  await cp(join(original, "bin/presskey.js"), join(folder, "dist/node_modules/evil/index.js"));
  assert.match((await verify()).stdout, /^added +dist\/node_modules\/evil\/index\.js$/m);
});

it("says what is wrong with a call", async () => {
  for (const [args, words] of [
    [["a", "b"], /one FOLDER and no other argument/],
    [[join(packed.folder, "nowhere")], /manifest\.json cannot be read \(ENOENT\)/],
    [[folder, "--manifest", join(folder, "package.json")], /is no manifest/],
    [[folder, "--fix"], /Unknown option '--fix'/],
  ]) {
    const { exitCode, stderr } = await presskey(["verify-package", ...args]);
    assert.match(stderr, words);
    assert.equal(exitCode, 2);
  }
  const { exitCode, stdout } = await verify("--help");
  assert.match(stdout, /^Usage: presskey verify-package/);
  assert.equal(exitCode, 0);
});
