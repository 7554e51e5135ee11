// The examples in the package's types, which the API reference shows, compile. They are pieces, so they
// are not run: what they show is run on the other pages.
import assert from "node:assert/strict";
import { it } from "node:test";
import { blocks, read } from "../snippets/document.mjs";
import { compiles } from "../snippets/snippets.mjs";

for (const name of ["index", "react", "url", "testing", "devtools", "vue", "svelte"]) {
  it(`pkg/${name}.d.ts`, async () => {
    const found = blocks(read(`pkg/${name}.d.ts`).replace(/^ +\* ?/gm, ""));
    assert.ok(found.length);
    for (const { code, language } of found) await compiles({ code, language });
  });
}
