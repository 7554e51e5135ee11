// `npx presskey verify-package`: compares the files of a package with the hashes in its manifest.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { jsonOf } from "./lib/format-json.js";
import { UsageError } from "./lib/usage.js";

export const usage = `Usage: presskey verify-package [FOLDER] [--manifest FILE] [--json]

Compares every file of an installed presskey with the SHA-256 hashes in a manifest. Prints the files
that were changed, are missing or were added.

  FOLDER           the folder of the package, e.g. node_modules/presskey; this package unless given
  --manifest FILE  the manifest to compare with; the package's own manifest.json unless given
  --json           print the result as JSON
  -h, --help       this text

Exit codes: 0 all files are as in the manifest, 1 some are not, 2 wrong call.

The package's own manifest shows that nothing changed the files after they were packed: a patch, a
script of another package, a broken disk. It cannot show who packed them, because somebody who
replaces the whole package replaces the manifest too, and this command. For that:

  - "npm audit signatures" checks the registry's signature and the provenance.
  - --manifest FILE compares with a manifest that you got elsewhere: attached to the release, or
    built by yourself from the tag. The build is reproducible.
`;

export const options = { manifest: { type: "string" }, json: { type: "boolean" } };

const MANIFEST = "manifest.json";

/** @typedef {Record<string, string>} Hashes of files, by their paths */

/** @param {{ manifest?: string, json?: boolean }} options @param {string[]} args */
export async function run({ manifest: file, json }, [folder, ...more]) {
  if (more.length) throw new UsageError("This command takes one FOLDER and no other argument.");
  const root = folder ?? fileURLToPath(new URL("..", import.meta.url));
  const text = await read(file ?? join(root, MANIFEST));
  const manifest = parse(text, file ?? MANIFEST);
  const result = {
    package: `${manifest.name}@${manifest.version}`,
    manifest: hash(text),
    files: Object.keys(manifest.files).length,
    ...(await compare(root, manifest.files)),
  };
  const ok = !result.changed.length && !result.missing.length && !result.added.length;
  if (json) process.stdout.write(`${jsonOf({ ok, ...result }, 2)}\n`);
  else print(ok, result);
  return ok ? 0 : 1;
}

/** @param {string} path */
async function read(path) {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new UsageError(`${path} cannot be read (${code}).`);
  }
}

/**
 * @param {string} text
 * @param {string} name
 * @returns {{ name: string, version: string, files: Hashes }}
 */
function parse(text, name) {
  try {
    const manifest = JSON.parse(text);
    const hashes = Object.values(/** @type {Hashes} */ (manifest.files));
    const known = manifest.algorithm === "sha256" && hashes.length > 0;
    if (known && hashes.every((value) => /^[\da-f]{64}$/.test(value))) return manifest;
  } catch {}
  throw new UsageError(`${name} is no manifest of this package.`);
}

/** @param {string} root @param {Hashes} files */
async function compare(root, files) {
  const found = new Set(await listed(root, root));
  const names = Object.keys(files);
  const missing = names.filter((name) => !found.has(name));
  const changed = [];
  for (const name of names.filter((name) => found.has(name))) {
    const bytes = await readFile(join(root, name));
    if (hash(bytes) !== files[name]) changed.push(name);
  }
  const added = [...found].filter((name) => !Object.hasOwn(files, name) && name !== MANIFEST);
  return { changed, missing, added: added.sort() };
}

/**
 * What presskey imports: a copy inside of the package would run in place of the app's own. `require("react")`
 * also takes `react.js`, and some disks don't tell `React` from `react`.
 */
const IMPORTED = /^(react|vue|svelte)(\.|$)/i;

/**
 * Every file below, links included. Package managers write the package's `node_modules`: of these only
 * the packages count that presskey imports.
 *
 * @param {string} root
 * @param {string} folder
 * @returns {Promise<string[]>}
 */
async function listed(root, folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = join(root, "node_modules");
  const lists = entries.map((entry) => {
    const path = join(folder, entry.name);
    if (folder === nested && !IMPORTED.test(entry.name)) return [];
    if (entry.isDirectory()) return listed(root, path);
    return [relative(root, path).split(sep).join("/")];
  });
  return (await Promise.all(lists)).flat();
}

const hash = (/** @type {string | Uint8Array} */ bytes) =>
  createHash("sha256").update(bytes).digest("hex");

/**
 * @typedef {{ package: string, manifest: string, files: number }} Told
 * @typedef {{ changed: string[], missing: string[], added: string[] }} Lists
 * @param {boolean} ok
 * @param {Told & Lists} result
 */
function print(ok, { package: name, manifest, files, ...lists }) {
  for (const [kind, names] of Object.entries(lists)) {
    // Anything may be in the name of an added file, such as what hides its own line.
    for (const path of names)
      process.stdout.write(`${kind.padEnd(8)} ${jsonOf(path).slice(1, -1)}\n`);
  }
  const sentence = ok
    ? `${files} files of ${name} are as in the manifest.`
    : `${name} is not as in the manifest. Install it again: delete its folder, then run npm install.`;
  process.stdout.write(`${sentence}\nSHA-256 of the manifest: ${manifest}\n`);
}
