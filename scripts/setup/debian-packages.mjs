// Programs out of Debian's packages, unpacked into a folder of our own: nothing is installed on the
// machine, no service starts, and no right is needed. Only browsers may need more: see install().
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ask, run, which } from "./shell.mjs";

// Servers leave root's rights behind, and then cannot read below root's home.
const cache =
  process.getuid?.() === 0 ? "/var/cache" : process.env.XDG_CACHE_HOME || join(homedir(), ".cache");

/** Where a set of packages is, or will be, unpacked. */
export const unpackedFolder = (name) => join(cache, "presskey", `debian-${name}`);

/** Unpacks packages and whatever they need that the machine lacks. */
export async function unpack(name, packages) {
  if (!which("apt-get") || !which("dpkg-deb")) throw new Error("no apt here");
  mkdirSync(join(cache, "presskey"), { recursive: true });
  const draft = mkdtempSync(join(cache, "presskey", "draft-"));
  try {
    // The machine's own lists first; fetched again, next to them, where they are missing or stale.
    await download(draft, packages, []).catch(async () => {
      const options = ownLists(draft);
      await run("apt-get", [...options, "update"], { cwd: draft });
      await download(draft, packages, options);
    });
    for (const archive of readdirSync(draft).filter((file) => file.endsWith(".deb"))) {
      await run("dpkg-deb", ["-x", archive, "unpacked"], { cwd: draft });
    }
    rmSync(unpackedFolder(name), { recursive: true, force: true });
    renameSync(join(draft, "unpacked"), unpackedFolder(name));
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Installs packages on the machine, where programs find their parts only below /usr. */
export async function install(...packages) {
  if (!which("apt-get")) throw new Error(`no ${packages[0]}, and no apt to install it`);
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && ask("sudo", ["-n", "true"]) === undefined) {
    throw new Error(`no ${packages[0]}, and no right to install it`);
  }
  const apt = (...args) =>
    run(...(isRoot ? ["apt-get", args] : ["sudo", ["-n", "apt-get", ...args]]), {
      env: { DEBIAN_FRONTEND: "noninteractive" },
    });
  await apt("update");
  await apt("install", "-y", "--no-install-recommends", ...packages);
}

/** apt works out, without installing, what it would install. */
async function download(folder, packages, options) {
  const plan = ["-s", "install", "--no-install-recommends", ...packages];
  const planned = await run("apt-get", [...options, ...plan], { cwd: folder });
  const names = [...planned.matchAll(/^Inst (\S+)/gm)].map(([, name]) => name);
  mkdirSync(join(folder, "unpacked"), { recursive: true });
  if (names.length) await run("apt-get", [...options, "download", ...names], { cwd: folder });
}

function ownLists(folder) {
  const lists = join(folder, "lists");
  mkdirSync(join(lists, "partial"), { recursive: true });
  return [
    ...["-o", `Dir::State::lists=${lists}`, "-o", `Dir::Cache=${lists}`],
    // As root, apt would drop to a user who may not write into our folder.
    ...["-o", "APT::Sandbox::User=root"],
  ];
}

/** A file of an unpacked package; of the machine's own where that was there already. */
export function debianFile(name, path) {
  const own = join(unpackedFolder(name), path);
  return existsSync(own) ? own : existsSync(path) ? path : undefined;
}

/** What programs of the packages need in their environment. */
export const debianEnv = (name) => ({
  LD_LIBRARY_PATH: join(unpackedFolder(name), "usr/lib", triplet()),
});

/** The folder that Debian names after the machine's kind. */
const triplet = () => `${{ x64: "x86_64", arm64: "aarch64" }[process.arch]}-linux-gnu`;
