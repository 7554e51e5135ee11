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

/** The version's notes; before its section exists, those of Unreleased. */
export async function notesOf(version) {
  const changelog = await readFile(join(root, "CHANGELOG.md"), "utf8");
  const notes = notesIn(changelog, version) ?? notesIn(changelog, "Unreleased") ?? "";
  return `${notes}\n`;
}
