// Where rustup's server is out of reach, Debian's rust-src of the same version gives the same
// standard library. Everything is built in a temporary folder; the sysroot keeps the result only.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { ask, root, run, which } from "./shell.mjs";

const suites = ["trixie-backports", "trixie", "sid"];
const marker = "built-by-presskey-setup";
const probe = "presskey_std_probe";

/** Takes away what an older compiler's run left, or rustup would trip over it. */
export function removeStale(target) {
  const folder = join(sysroot(), "lib/rustlib", target);
  if (existsSync(join(folder, marker))) rmSync(folder, { recursive: true });
}

export async function buildFromDebian(target) {
  const version = ask("rustc", ["--version"]).split(" ")[1];
  const folder = mkdtempSync(join(tmpdir(), "presskey-std-"));
  const library = join(sysroot(), "lib/rustlib/src/rust/library");
  const borrowed = !existsSync(library);
  try {
    if (borrowed) {
      const source = await download(version, folder);
      mkdirSync(dirname(library), { recursive: true });
      cpSync(source, `${library}.partial`, { recursive: true });
      renameSync(`${library}.partial`, library);
    }
    const built = await compile(target, folder);
    install(target, built);
  } finally {
    // cargo looks for the source in the sysroot only; afterwards it is rustup's place again.
    if (borrowed) rmSync(dirname(library), { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  }
}

const sysroot = () => ask("rustc", ["--print", "sysroot"]);

async function download(version, folder) {
  if (!which("apt-get") || !which("dpkg-deb")) throw new Error("no apt here to get rust-src with");
  const mirror = ownMirror();
  const tried = [];
  for (const suite of suites) {
    const options = privateApt(folder, mirror, suite);
    try {
      await run("apt-get", [...options, "update"], { cwd: folder });
      await run("apt-get", [...options, "download", `rust-src=${version}*`], { cwd: folder });
      const archive = readdirSync(folder).find((name) => name.endsWith(".deb"));
      await run("dpkg-deb", ["-x", archive, "unpacked"], { cwd: folder });
      const source = readdirSync(join(folder, "unpacked/usr/src")).find((name) =>
        name.startsWith(`rustc-${version}`),
      );
      if (source) return join(folder, "unpacked/usr/src", source, "library");
    } catch (error) {
      tried.push(`${suite}: ${error.message}`);
    }
  }
  throw new Error(`no rust-src ${version} in Debian\n${tried.join("\n")}`);
}

/** The address this machine gets Debian from, so that a mirror or a proxy is respected. */
function ownMirror() {
  const release = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  const codename = /^VERSION_CODENAME=(.+)$/m.exec(release)?.[1];
  if (!codename || !/^ID=debian$/m.test(release)) throw new Error("this is not Debian");
  const found = ask("apt-get", [
    "indextargets",
    "--format=$(REPO_URI)",
    "Created-By: Packages",
    `Release: ${codename}`,
    "Component: main",
  ]);
  if (!found) throw new Error("apt's sources name no Debian mirror");
  return found.split("\n")[0];
}

/** Options that keep apt away from the machine's own lists and cache. */
function privateApt(folder, mirror, suite) {
  const keys = ["pgp", "gpg"]
    .map((end) => `/usr/share/keyrings/debian-archive-keyring.${end}`)
    .find(existsSync);
  const lists = join(folder, suite);
  mkdirSync(join(lists, "partial"), { recursive: true });
  writeFileSync(join(folder, "sources.list"), `deb [signed-by=${keys}] ${mirror} ${suite} main\n`);
  return [
    ...["-o", `Dir::Etc::sourcelist=${join(folder, "sources.list")}`],
    ...["-o", "Dir::Etc::sourceparts=-"],
    ...["-o", `Dir::State::lists=${lists}`],
    ...["-o", `Dir::Cache=${lists}`],
    // As root, apt would drop to a user who may not write into our folder.
    ...["-o", "APT::Sandbox::User=root"],
  ];
}

async function compile(target, folder) {
  const crate = join(folder, probe);
  mkdirSync(join(crate, "src"), { recursive: true });
  const manifest = `[package]\nname = "${probe}"\nversion = "0.0.0"\nedition = "2021"\n`;
  writeFileSync(join(crate, "Cargo.toml"), manifest);
  writeFileSync(join(crate, "src/lib.rs"), "#![no_std]\n");
  const parts = "-Zbuild-std=std,panic_abort,test";
  await run("cargo", ["build", parts, "--target", target, "--release"], {
    cwd: crate,
    env: {
      // Our own pick of compiler, should the clone have one.
      RUSTUP_TOOLCHAIN:
        process.env.RUSTUP_TOOLCHAIN ??
        ask("rustup", ["show", "active-toolchain"], { cwd: root })?.split(" ")[0],
      RUSTC_BOOTSTRAP: "1",
      // Fat link-time optimisation needs the bitcode, as in the official build.
      RUSTFLAGS: "-Cembed-bitcode=yes",
      CARGO_TARGET_DIR: join(crate, "target"),
    },
  });
  return join(crate, "target", target, "release/deps");
}

function install(target, built) {
  const home = join(sysroot(), "lib/rustlib", target);
  mkdirSync(join(home, "lib"), { recursive: true });
  for (const name of readdirSync(built)) {
    if (!name.endsWith(".rlib") || basename(name).startsWith(`lib${probe}`)) continue;
    cpSync(join(built, name), join(home, "lib", name));
  }
  writeFileSync(join(home, marker), "");
}
