// The addresses of the project, which its owner fills in before the first release.
import assert from "node:assert/strict";
import { it } from "node:test";
import { metadata } from "../../scripts/build/metadata.mjs";

const repository = "https://github.com/example/presskey";
const homepage = "https://presskey.example/";

it("go into the package", () => {
  assert.deepEqual(metadata({ repository: `${repository}/`, homepage }), {
    homepage,
    repository: { type: "git", url: `git+${repository}.git`, directory: "pkg" },
    bugs: { url: `${repository}/issues` },
  });
});

it("stop the release while one is missing", () => {
  for (const [name, wrong] of [
    ["repository", ""],
    ["homepage", "presskey.example"],
    ["homepage", "http://presskey.example"],
  ]) {
    const missing = { repository, homepage, [name]: wrong };
    assert.throws(() => metadata(missing), new RegExp(`Fill in "${name}" in project\\.json`));
  }
  const both = () => metadata({ repository: "", homepage: "" });
  assert.throws(both, /Fill in "repository" and "homepage" in project\.json/);
});
