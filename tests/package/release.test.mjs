// What stops a release, and what its notes are.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { it } from "node:test";
import { problemsOf, versionOf } from "../../scripts/release/check.mjs";
import { changesOf, notesIn } from "../../scripts/release/notes.mjs";

const changelog = `# Changelog

## [Unreleased]

## [1.2.0] - 2026-12-01

### Added

- A thing.

## [1.1.0] - 2026-11-01

- Older.
`;
const project = {
  repository: "https://github.com/example/presskey",
  homepage: "https://a.example/",
};
const right = {
  versions: { npm: "1.2.0", crate: "1.2.0", tag: "v1.2.0" },
  ...{ changes: "", changelog, project },
};

it("takes the notes from the changelog", () => {
  assert.equal(notesIn(changelog, "1.2.0"), "### Added\n\n- A thing.");
  assert.equal(notesIn(changelog, "1.1.0"), "- Older.");
  assert.equal(notesIn(changelog, "Unreleased"), undefined);
  assert.equal(notesIn(changelog, "1.2"), undefined);
  assert.equal(
    changesOf(changelog, "1.2.0", project.repository),
    "[All changes since 1.1.0](https://github.com/example/presskey/compare/v1.1.0...v1.2.0)",
  );
  assert.equal(changesOf(changelog, "1.1.0", project.repository), undefined);
  assert.equal(changesOf(changelog, "1.2.0", ""), undefined);
});

it("is the version that the documents name", async () => {
  const minor = (await versionOf("Cargo.toml")).replace(/\.\d+$/, "");
  for (const path of ["README.md", "src/web/guide.md"]) {
    const document = await readFile(new URL(`../../${path}`, import.meta.url), "utf8");
    const [, named] = /presskey = \{ version = "([^"]+)"/.exec(document) ?? [];
    assert.equal(named, minor, path);
  }
});

it("is stopped by whatever is not ready", () => {
  assert.deepEqual(problemsOf(right), []);
  assert.deepEqual(problemsOf({ ...right, versions: { npm: "1.2.0", crate: "1.2.0" } }), []);
  for (const [wrong, words] of [
    [{ versions: { npm: "1.2.0", crate: "1.1.0" } }, /Make them the same/],
    [
      { versions: { npm: "1.2.0", crate: "1.2.0", locked: "1.1.0" } },
      /Cargo\.lock has version 1\.1/,
    ],
    [{ versions: { npm: "1.2.0", crate: "1.2.0", tag: "v1.3.0" } }, /Tag the commit v1\.2\.0/],
    [{ changes: " M README.md" }, /not committed/],
    [{ changelog: "# Changelog\n\n## [Unreleased]\n" }, /no section for 1\.2\.0/],
    [{ project: { repository: "", homepage: "" } }, /Fill in "repository"/],
  ]) {
    const [problem, ...more] = problemsOf({ ...right, ...wrong });
    assert.match(problem, words);
    assert.deepEqual(more, []);
  }
});
