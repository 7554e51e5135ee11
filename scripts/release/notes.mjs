// The notes of a release: its section of CHANGELOG.md.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../setup/shell.mjs";

/** The lines of a version's section, or undefined if there are none. */
export function notesIn(changelog, version) {
  const heading = `\n## [${version}]`;
  const at = changelog.indexOf(heading);
  if (at < 0) return undefined;
  const section = changelog.slice(changelog.indexOf("\n", at + 1) + 1);
  const lines = section.split(/\n## \[|\n\[[^\]]+\]: /)[0].trim();
  return lines || undefined;
}

/** A link to all changes since the version before, once the repository has an address. */
export function changesOf(changelog, version, repository) {
  const versions = [...changelog.matchAll(/^## \[(\d[^\]]*)\]/gm)].map(([, name]) => name);
  const before = versions[versions.indexOf(version) + 1];
  if (!repository || !versions.includes(version) || !before) return undefined;
  const place = `${repository.replace(/\/$/, "")}/compare/v${before}...v${version}`;
  return `[All changes since ${before}](${place})`;
}

/** The version's notes; before its section exists, those of Unreleased. */
export async function notesOf(version) {
  const [changelog, project] = await Promise.all(
    ["CHANGELOG.md", "project.json"].map((path) => readFile(join(root, path), "utf8")),
  );
  const notes = notesIn(changelog, version) ?? notesIn(changelog, "Unreleased") ?? "";
  const link = changesOf(changelog, version, JSON.parse(project).repository);
  return [notes, link].filter(Boolean).join("\n\n").concat("\n");
}
