// What an embedded WordPress is made of, kept in the user's cache folder between starts.
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { homedir, tmpdir } from "node:os";
import { dirname, join, sep } from "node:path";
import { unzipSync } from "fflate";

const require = createRequire(import.meta.url);

export const cacheFolder = join(
  process.env.XDG_CACHE_HOME || join(homedir(), ".cache"),
  "presskey",
  "wordpress",
);

/** A private folder for one run, removed by the server process when it ends. */
export function scratchFolder() {
  return mkdtempSync(join(tmpdir(), "presskey-wordpress-"));
}

/** The archive of one WordPress version: the newest stable one unless a version is named. */
export function findBuild(version) {
  const root = dirname(require.resolve("@wp-playground/wordpress-builds/package.json"));
  const folder = join(root, "src", "wordpress");
  const stable = readdirSync(folder)
    .map((name) => /^wp-(\d+\.\d+)\.zip$/.exec(name)?.[1])
    .filter(Boolean)
    .sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
  const wanted = version ?? stable[0];
  const zip = join(folder, `wp-${wanted}.zip`);
  if (!existsSync(zip)) {
    throw new Error(`There is no WordPress ${wanted} to embed; there are: ${stable.join(", ")}.`);
  }
  return { version: wanted, zip, digest: digest(readFileSync(zip)) };
}

export function digest(...parts) {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex").slice(0, 12);
}

/** A folder in the cache, made once: `fill` gets an empty one, which takes its place when full. */
export async function cached(name, fill) {
  const folder = join(cacheFolder, name);
  if (existsSync(folder)) return folder;
  mkdirSync(cacheFolder, { recursive: true });
  const draft = mkdtempSync(join(cacheFolder, "draft-"));
  try {
    await fill(draft);
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Another process may have been faster: its folder is as good.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** Unpacks an archive, without its one top folder if `strip` is set. */
export function unzip(bytes, folder, { strip = false } = {}) {
  for (const [name, content] of Object.entries(unzipSync(bytes))) {
    const path = strip ? name.split("/").slice(1).join("/") : name;
    const target = join(folder, path);
    // An archive from the network may name "../" paths.
    if (!path || (target !== folder && !target.startsWith(folder + sep))) continue;
    if (path.endsWith("/")) mkdirSync(target, { recursive: true });
    else {
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
    }
  }
}

/** The file of a plugin folder that WordPress would activate. */
export function mainFile(folder) {
  const found = readdirSync(folder).find(
    (name) =>
      name.endsWith(".php") &&
      /^(?:[ \t]*<\?php)?[ \t/*#@]*Plugin Name:/im.test(readFileSync(join(folder, name), "utf8")),
  );
  if (!found) throw new Error(`${folder} holds no WordPress plugin (no "Plugin Name:" header).`);
  return found;
}
