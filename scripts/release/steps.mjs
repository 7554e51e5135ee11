// The steps of a release, in their order.
import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { buildPackage } from "../build/package.mjs";
import { findCargoTool } from "../setup/release-tools.mjs";
import { root } from "../setup/shell.mjs";
import { problems, versionOf } from "./check.mjs";
import { MANIFEST } from "./manifest.mjs";
import { notesOf } from "./notes.mjs";
import { writeSboms } from "./sbom.mjs";

const folder = join(root, "target/release-files");
const unpacked = join(root, "target/release-unpacked/package");
const show = { cwd: root, stdio: "inherit" };

/** Exit code: 1 if something stops the release. */
export async function release({ dryRun }) {
  const found = await problems();
  for (const problem of found) console.log(`problem: ${problem}`);
  if (found.length && !dryRun) return 1;

  const restore = await writeAddresses(found);
  try {
    await buildPackage();
    await execa("node", ["scripts/build/budgets.mjs"], show);
    const tarball = await prepare();
    await execa("cargo", ["package", "--list", "--allow-dirty"], show);
    if (!dryRun) await publish(tarball);
  } finally {
    if (dryRun) await restore();
  }
  console.log(`\n${dryRun ? "Nothing was published." : "Published."}`);
  console.log("The files of the release are in target/release-files.");
  // Again, since they scrolled away above.
  if (found.length) console.log(["Before the release:", ...found].join("\n  - "));
  return 0;
}

/** `repository`, `homepage` and `bugs`; returns what puts the manifest back. */
async function writeAddresses(found) {
  const path = join(root, "pkg/package.json");
  const before = await readFile(path, "utf8");
  const known = !found.some((problem) => problem.includes("project.json"));
  if (known) await execa("node", ["scripts/build/metadata.mjs"], show);
  return () => writeFile(path, before);
}

/** The files that are attached to the release; returns the tarball's path. */
async function prepare() {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const version = await versionOf("pkg/package.json");
  const pack = ["pack", "./pkg", "--pack-destination", folder];
  // npm's own list of the tarball's content, for a person to read.
  await execa("npm", pack, show);
  const tarball = join(folder, `presskey-${version}.tgz`);
  await verify(tarball);
  await copyFile(join(root, "pkg", MANIFEST), join(folder, `presskey-${version}.${MANIFEST}`));
  const cyclonedx = findCargoTool("cargo-cyclonedx");
  if (!cyclonedx)
    console.log("cargo-cyclonedx is not installed: no bill of materials of the crates");
  await writeSboms({ folder, unpacked, cyclonedx });
  await checkLicenses();
  await writeFile(join(folder, "notes.md"), await notesOf(version));
  await writeSums();
  return tarball;
}

/** As somebody who installs it would. */
async function verify(tarball) {
  const place = dirname(unpacked);
  await rm(place, { recursive: true, force: true });
  await mkdir(place, { recursive: true });
  await execa("tar", ["-xf", tarball, "-C", place]);
  await execa("node", [join(unpacked, "bin/presskey.js"), "verify-package"], show);
}

async function checkLicenses() {
  const deny = findCargoTool("cargo-deny");
  if (!deny)
    return console.log("cargo-deny is not installed: licenses and sources not checked by it");
  // Not `advisories`, which fetches a database: .github/workflows/test.yml runs it.
  await execa(deny, ["--offline", "check", "bans", "licenses", "sources"], show);
}

async function writeSums() {
  const names = (await readdir(folder)).sort();
  const lines = names.map(async (name) => {
    const bytes = await readFile(join(folder, name));
    return `${createHash("sha256").update(bytes).digest("hex")}  ${name}\n`;
  });
  await writeFile(join(folder, "SHA256SUMS"), (await Promise.all(lines)).join(""));
}

async function publish(tarball) {
  // npm signs the provenance with the identity of the workflow, so there is one in CI only.
  const provenance = process.env.GITHUB_ACTIONS ? ["--provenance"] : [];
  await execa("npm", ["publish", tarball, "--access", "public", ...provenance], show);
  // The addresses were written into pkg/package.json, which is not in the crate.
  await execa("cargo", ["publish", "--locked", "--allow-dirty"], show);
}
