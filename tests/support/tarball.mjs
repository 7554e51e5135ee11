// The package as npm hands it out: packed, and installed into folders outside of this repository.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Packs `pkg/` into a folder of its own. */
export async function pack() {
  const folder = await mkdtemp(join(tmpdir(), "presskey-package-"));
  const args = ["pack", join(root, "pkg"), "--json", "--pack-destination", folder];
  const { stdout } = await execa("npm", args, { cwd: folder });
  // A list in npm 10, an object by name later.
  const [{ filename, files }] = Object.values(JSON.parse(stdout));
  return {
    folder,
    tarball: join(folder, filename),
    files: files.map(({ path }) => path).toSorted(),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Writes files (`{ "src/main.js": "…" }`) and installs what their package.json asks for. */
export async function project(folder, files) {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, typeof text === "string" ? text : JSON.stringify(text, null, 2));
  }
  const quick = ["--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];
  await execa("npm", ["install", ...quick], { cwd: folder });
  return folder;
}
