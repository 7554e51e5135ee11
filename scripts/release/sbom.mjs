// CycloneDX bills of materials: what the npm package asks for, and what its wasm is compiled from.
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { root } from "../setup/shell.mjs";

const crates = {
  // The wasm of the npm package. One feature of the two modules excludes the other nowhere here.
  "presskey-wasm": ["--no-default-features", "--features", "slim,npm,doctor"],
  // The crate as a Rust frontend takes it.
  "presskey-crate": ["--no-default-features", "--features", "web,doctor"],
};

/**
 * Writes `presskey-npm.cdx.json` into `folder` and, where cargo-cyclonedx is installed, one for each
 * of `crates`. `unpacked` is what npm publishes: its dependencies are those that an app gets.
 */
export async function writeSboms({ folder, unpacked, cyclonedx }) {
  const epoch = await commitTime();
  const write = (name, bom) => {
    const text = `${JSON.stringify(comparable(bom, epoch), null, 2)}\n`;
    return writeFile(join(folder, `${name}.cdx.json`), withoutFolder(text));
  };
  const args = ["sbom", "--sbom-format=cyclonedx", "--sbom-type=library", "--omit=dev"];
  const { stdout } = await execa("npm", args, { cwd: unpacked });
  await write("presskey-npm", JSON.parse(stdout));
  if (!cyclonedx) return;
  for (const [name, features] of Object.entries(crates)) {
    await write(name, await ofCrate(cyclonedx, features));
  }
}

async function ofCrate(command, features) {
  const target = ["--target", "wasm32-unknown-unknown"];
  // It writes next to Cargo.toml and nowhere else.
  const file = "presskey.sbom";
  const format = ["--format", "json", "--spec-version", "1.5", "--override-filename", file];
  await execa(command, ["cyclonedx", "--quiet", ...format, ...target, ...features], { cwd: root });
  const path = join(root, `${file}.json`);
  const bom = JSON.parse(await readFile(path, "utf8"));
  await rm(path);
  return bom;
}

/** Without what is random or of the moment: two runs on a commit must be the same. */
function comparable({ serialNumber, ...bom }, epoch) {
  // npm takes the name of the folder.
  const component = { ...bom.metadata.component, name: "presskey" };
  return { ...bom, metadata: { ...bom.metadata, component, timestamp: epoch } };
}

/** Without where it lay on this machine. */
const withoutFolder = (text) =>
  text
    .replaceAll(`path+file://${root.replace(/\/$/, "")}#`, "")
    .replaceAll("?download_url=file://.", "");

async function commitTime() {
  const { stdout } = await execa("git", ["log", "-1", "--format=%ct"], { cwd: root });
  return new Date(Number(stdout) * 1000).toISOString();
}
