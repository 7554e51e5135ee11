// What the pages name exists, and what exists has its place in them.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { cures } from "../faults/cures.mjs";
import { root } from "../snippets/bundle.mjs";
import { union } from "../snippets/declarations.mjs";
import { blocks, quoted, read, rows } from "../snippets/document.mjs";

const folder = "www/pages";
const pages = readdirSync(join(root, folder), { recursive: true })
  .filter((name) => name.endsWith(".md"))
  .map((name) => [name, read(join(folder, name))]);
const page = (name) => pages.find(([other]) => other === name)[1];

it("every error code has a place under its own name, and no other", () => {
  const anchors = [...page("errors.md").matchAll(/^### `(\w+)` \{#(\w+)\}$/gm)];
  for (const [, code, anchor] of anchors) assert.equal(anchor, code);
  assert.deepEqual(anchors.map(([, code]) => code).toSorted(), union("ErrorCode").toSorted());
});

it("every server has a page, and a row in the list", () => {
  const list = rows(page("servers/index.md"), "`plugin`").map(([cell]) => quoted(cell)[0]);
  assert.deepEqual(list.filter(Boolean).toSorted(), union("PluginId").toSorted());
  for (const id of list.filter(Boolean)) {
    assert.ok(existsSync(join(root, folder, `servers/${id}.md`)), id);
    assert.ok(page(`servers/${id}.md`).includes(`plugin: "${id}"`), id);
  }
});

it("no page names a code that does not exist", () => {
  const known = union("ErrorCode");
  for (const [name, text] of pages) {
    for (const [, code] of text.matchAll(/errors\.md#(\w+)\b(?!-)/g)) {
      assert.ok(known.includes(code), `${name}: ${code}`);
    }
  }
});

describe("lines for servers and PHP", () => {
  // A page may put each statement of nginx on a line of its own.
  const applied = Object.values(cures).flatMap((cure) => [
    cure,
    cure.replace("<?php ", ""),
    ...cure.split(/(?<=^fastcgi.*;) /),
  ]);
  const lines = pages.flatMap(([name, text]) =>
    blocks(text)
      .filter(({ language }) => ["apache", "nginx", "php"].includes(language))
      .flatMap(({ code }) =>
        code
          .trim()
          .split("\n")
          .map((line) => [name, line]),
      ),
  );

  it("were applied to a real one", () => {
    assert.ok(lines.length > 20);
    for (const [name, line] of lines.filter(([, line]) => !isConstant(line))) {
      // Another header is allowed alike.
      const alike = line.replace(/'X-[\w-]+'\]/, "'X-Shop']");
      assert.ok(applied.includes(alike), `${name}: ${line}`);
    }
  });
});

/** The secrets of plugins and the type of a site are set in every test that needs them. */
const isConstant = (line) => /^define\('(\w+_SECRET(_KEY)?|WP_ENVIRONMENT_TYPE)', '/.test(line);
