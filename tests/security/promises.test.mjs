// SECURITY.md and the tests name each other.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { it } from "node:test";
import { renderMermaidSVG } from "beautiful-mermaid";

const here = (path) => new URL(`../../${path}`, import.meta.url);
const read = (path) => readFile(here(path), "utf8");

/** Id: the paths of the tests that hold the promise. */
function promisesOf(text) {
  const promises = new Map();
  for (const [, id, rest] of text.matchAll(/^- \*\*([PB]\d+)\. ?(.*(?:\n+ {2}.*)*)/gm)) {
    assert.ok(!promises.has(id), `${id} is there twice`);
    const [, held] = /\n {2}Held by (.+)\.$/.exec(rest) ?? [];
    const links = [...(held ?? "").matchAll(/\]\(([^)]+)\)/g)].map(([, path]) => path);
    promises.set(id, links);
  }
  return promises;
}

/** The ids that a test says it holds. */
const marksOf = (text) =>
  [...text.matchAll(/Holds ([^.]+) of SECURITY\.md\./g)].flatMap(([, ids]) =>
    ids.match(/[PB]\d+/g),
  );

/** Sentences about promises that nothing holds. */
async function faults(text, readTest = read) {
  const found = [];
  for (const [id, paths] of promisesOf(text)) {
    if (!paths.length) found.push(`${id} names no test`);
    for (const path of paths) {
      const test = await readTest(path).catch(() => undefined);
      if (test === undefined) found.push(`${id} names ${path}, which is not there`);
      else if (!marksOf(test).includes(id)) found.push(`${path} does not say that it holds ${id}`);
    }
  }
  return found;
}

it("each promise has a test that says so", async () => {
  const text = await read("SECURITY.md");
  const ids = [...promisesOf(text).keys()];
  assert.ok(ids.filter((id) => id.startsWith("P")).length >= 14);
  assert.ok(ids.filter((id) => id.startsWith("B")).length >= 7);
  assert.deepEqual(await faults(text), []);
});

it("each test that holds a promise is named there", async () => {
  const promises = promisesOf(await read("SECURITY.md"));
  let found = 0;
  for (const folder of ["tests", "fuzz/src", "fuzz/js", "src"]) {
    for (const name of await readdir(here(folder), { recursive: true })) {
      const path = `${folder}/${name.replaceAll("\\", "/")}`;
      if (!/\.(mjs|cjs|rs)$/.test(path) || /node_modules|promises\.test/.test(path)) continue;
      for (const id of marksOf(await read(path))) {
        found++;
        assert.ok(promises.get(id)?.includes(path), `SECURITY.md does not name ${path} at ${id}`);
      }
    }
  }
  assert.ok(found > 30);
});

it("each list of promises has nothing but promises", async () => {
  const text = await read("SECURITY.md");
  for (const heading of ["## What presskey promises", "**What it protects from**"]) {
    const list = text.split(heading)[1].split(/\n(?:## |\*\*What)/)[0];
    const items = list.match(/^- .*/gm);
    for (const item of items) assert.match(item, /^- \*\*[PB]\d+\. ?/, item);
  }
});

it("finds promises that nothing holds", async () => {
  const text =
    "- **P1.** A.\n- **P2.** B.\n  Held by [a](a.mjs).\n- **P3.** C.\n  Held by [b](b.mjs).\n";
  const tests = { "a.mjs": "// Holds P1 and P4 of SECURITY.md." };
  const readTest = async (path) => tests[path] ?? Promise.reject(new Error("ENOENT"));
  assert.deepEqual(await faults(text, readTest), [
    "P1 names no test",
    "a.mjs does not say that it holds P2",
    "P3 names b.mjs, which is not there",
  ]);
});

it("its diagrams can be drawn", async () => {
  const text = await read("SECURITY.md");
  const diagrams = [...text.matchAll(/```mermaid\n([\s\S]*?)```/g)].map(([, source]) => source);
  assert.equal(diagrams.length, 2);
  for (const source of diagrams) {
    const svg = renderMermaidSVG(source);
    for (const [, label] of source.matchAll(/-- "([^"]+)"/g)) {
      assert.ok(svg.includes(label.split(" ")[0]), label);
    }
  }
});

it("every entry that presskey keeps in Web Storage is in SECURITY.md", async () => {
  const entries = new Set();
  for (const folder of ["pkg/front", "pkg/engine", "pkg/features"]) {
    for (const name of await readdir(here(folder), { recursive: true })) {
      if (!name.endsWith(".js")) continue;
      const text = await read(`${folder}/${name}`);
      for (const [, entry] of text.matchAll(/`\$\{(?:s\.)?(?:key|name)\}(:[a-z]+)`/g))
        entries.add(entry);
    }
  }
  assert.ok(entries.size >= 10, [...entries].join());
  const [, storage] = (await read("SECURITY.md")).split("\n## Storage\n");
  const [told] = storage.split("\n## ");
  const untold = [...entries].filter((entry) => !told.includes(`\`${entry}\``));
  assert.deepEqual(untold, []);
});
