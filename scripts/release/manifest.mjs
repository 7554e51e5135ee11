// pkg/manifest.json: the SHA-256 of every file that npm publishes, for `npx presskey verify-package`.
import { createHash } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { root } from "../setup/shell.mjs";
import { builtWith } from "./toolchain.mjs";

const pkg = join(root, "pkg");
export const MANIFEST = "manifest.json";

/** The paths that `npm pack` takes, without the manifest. */
export async function publishedFiles(folder = pkg) {
  const args = ["pack", folder, "--dry-run", "--json", "--ignore-scripts"];
  const { stdout } = await execa("npm", args, { cwd: folder });
  // A list in npm 10, an object by name later.
  const [{ files }] = Object.values(JSON.parse(stdout));
  return files
    .map(({ path }) => path)
    .filter((path) => path !== MANIFEST)
    .sort();
}

/** The manifest's text. Nothing in it depends on when or where it was made. */
export async function manifestOf(folder = pkg) {
  const { name, version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const files = {};
  for (const path of await publishedFiles(folder)) {
    const bytes = await readFile(join(folder, path));
    files[path] = createHash("sha256").update(bytes).digest("hex");
  }
  const manifest = { name, version, algorithm: "sha256", builtWith: await builtWith(), files };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Writes it. The build does, after all other files. */
export async function writeManifest() {
  const path = join(pkg, MANIFEST);
  const text = await manifestOf();
  // Tests may be reading the old one.
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeManifest();
