// LICENSE-THIRD-PARTY: the MIT license wants its text in every copy, also of a crate in a wasm.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { root } from "../setup/shell.mjs";

const TARGET = "wasm32-unknown-unknown";

/** The crates whose code is in the package: `{ name, version, license, folder }`, by name. */
export async function linkedCrates(features) {
  const args = ["metadata", "--format-version=1", "--locked", "--filter-platform", TARGET];
  const chosen = ["--no-default-features", "--features", features.join()];
  const { stdout } = await execa("cargo", [...args, ...chosen], { cwd: root });
  const { packages, resolve } = JSON.parse(stdout);
  const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
  const byId = new Map(packages.map((each) => [each.id, each]));
  const linked = new Set();
  const visit = (id) => {
    const isMacro = byId.get(id).targets.some(({ kind }) => kind.includes("proc-macro"));
    // The compiler runs a macro. Nothing of it, or of what it needs, is in the output.
    if (isMacro || linked.has(id)) return;
    linked.add(id);
    for (const { pkg, dep_kinds } of nodes.get(id).deps) {
      if (dep_kinds.some(({ kind }) => kind === null)) visit(pkg);
    }
  };
  visit(resolve.root);
  linked.delete(resolve.root);
  return [...linked]
    .map((id) => byId.get(id))
    .map(({ name, version, license, manifest_path }) => {
      return { name, version, license, folder: dirname(manifest_path) };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The license that we take of a crate's choice, and the files that may hold its text. */
const accepted = [
  {
    license: /^(MIT|MIT OR Apache-2\.0|Apache-2\.0 OR MIT)$/,
    files: [["LICENSE-MIT", "LICENSE.md"]],
  },
  {
    license: /^\(MIT OR Apache-2\.0\) AND Unicode-3\.0$/,
    files: [["LICENSE-MIT"], ["LICENSE-UNICODE"]],
  },
];

async function licenseText({ name, license, folder }) {
  const known = accepted.find((each) => each.license.test(license));
  if (!known) throw new Error(`Check whether ${name} may be published: its license is ${license}`);
  const present = await readdir(folder);
  const texts = known.files.map(async (names) => {
    const file = names.find((each) => present.includes(each));
    if (!file) throw new Error(`${name} has no file ${names.join(" or ")}`);
    return (await readFile(join(folder, file), "utf8")).replaceAll("\r", "").trim();
  });
  return (await Promise.all(texts)).join("\n\n");
}

/** Text of the file: each license once, with the crates that it is of. */
export async function thirdPartyText(features) {
  const byText = new Map();
  for (const crate of await linkedCrates(features)) {
    const text = await licenseText(crate);
    byText.set(text, [...(byText.get(text) ?? []), `${crate.name} ${crate.version}`]);
  }
  const parts = [...byText].map(([text, names]) => `${names.join(", ")}\n\n${text}\n`);
  const intro =
    "presskey.wasm and the JavaScript made of it contain code of these Rust crates and of Rust's\n" +
    "standard library (The Rust Project Developers; MIT OR Apache-2.0).\n";
  return [intro, ...parts].join(`\n${"-".repeat(80)}\n\n`);
}

/** Writes it into the package. */
export async function writeThirdParty(modules) {
  const features = [...new Set(modules.flatMap((module) => module.features))];
  await writeFile(join(root, "pkg/LICENSE-THIRD-PARTY"), await thirdPartyText(features));
}
