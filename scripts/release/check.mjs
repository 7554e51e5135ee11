// What must be right before a release, without the network.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { metadata } from "../build/metadata.mjs";
import { root } from "../setup/shell.mjs";
import { notesIn } from "./notes.mjs";

const text = (path) => readFile(join(root, path), "utf8");

/** The version in a package.json or Cargo.toml. */
export async function versionOf(path) {
  const source = await text(path);
  return path.endsWith(".json")
    ? JSON.parse(source).version
    : /^version = "([^"]+)"/m.exec(source)?.[1];
}

/** Sentences for a person; none if all is right. */
export async function problems() {
  const [npm, crate] = [await versionOf("pkg/package.json"), await versionOf("Cargo.toml")];
  const locked = /name = "presskey"\nversion = "([^"]+)"/.exec(await text("Cargo.lock"))?.[1];
  const { stdout: changes } = await execa("git", ["status", "--porcelain"], { cwd: root });
  const versions = { npm, crate, locked, tag: process.env.GITHUB_REF_NAME };
  return problemsOf({
    versions,
    changes,
    changelog: await text("CHANGELOG.md"),
    project: JSON.parse(await text("project.json")),
  });
}

/** The same of values, for tests. */
export function problemsOf({
  versions: { npm, crate, locked = crate, tag },
  changes,
  changelog,
  project,
}) {
  const list = [];
  if (npm !== crate) {
    list.push(`pkg/package.json has version ${npm}, Cargo.toml has ${crate}. Make them the same.`);
  }
  if (locked !== crate) {
    list.push(`Cargo.lock has version ${locked}, Cargo.toml has ${crate}. Run cargo check.`);
  }
  // The workflow starts at a tag. It also starts by hand on a branch, for a dry run.
  if (tag?.startsWith("v") && tag !== `v${npm}`) {
    list.push(`The tag is ${tag}, the version is ${npm}. Tag the commit v${npm}.`);
  }
  if (changes)
    list.push("There are changes that are not committed. A release is made of a commit.");
  if (!notesIn(changelog, npm)) {
    list.push(`CHANGELOG.md has no section for ${npm}. Move the lines under Unreleased there.`);
  }
  try {
    metadata(project);
  } catch ({ message }) {
    list.push(message);
  }
  return list;
}
