// CONTRIBUTING's walk through the sources leads where it says.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { quoted, read, section } from "../snippets/document.mjs";

const text = section(read("CONTRIBUTING.md"), "A call with an expired token");
const steps = [...text.matchAll(/^\d\. \[([^\]]+)\]\(([^)]+)\): (.*)$/gm)].map(
  ([, name, path, prose]) => ({ name, path, prose }),
);

/** Whether a file defines this function or member. */
const defines = (source, name) =>
  new RegExp(`\\b(fn|function|const) ${name}\\b|^ *(async )?${name}(: |\\(.*\\{$|,$)`, "m").test(
    source,
  );

describe("CONTRIBUTING's walk", () => {
  it("leads through five files or fewer", () => {
    assert.ok(steps.length > 2 && new Set(steps.map(({ path }) => path)).size <= 5);
    for (const { name, path } of steps) assert.equal(name, path);
  });

  for (const { path, prose } of steps) {
    it(`names functions that are in ${path}`, () => {
      const source = read(path);
      const names = quoted(prose);
      assert.ok(names.length);
      for (const name of names) assert.ok(defines(source, name), `${name} in ${path}`);
    });
  }

  it("names functions on the way back that are in the files it numbers", () => {
    const back = [...text.matchAll(/In file (\d), ([^.]*)\./g)];
    assert.equal(back.length, 4);
    for (const [, number, prose] of back) {
      const source = read(steps[number - 1].path);
      for (const name of quoted(prose)) assert.ok(defines(source, name), name);
    }
  });

  it("goes from one file to the next by these calls", () => {
    const [front, calls, performers, decisions] = steps.map(({ path }) => read(path));
    assert.match(front, /withEngine\(\(\{ send \}\)/);
    assert.match(read("pkg/engine/driver.js"), /fetchWith\(s, request/);
    assert.match(calls, /s\.tell\("call"/);
    assert.match(performers, /awaitRefresh: .* go\(settled\(s\)\)/);
    assert.match(decisions, /AwaitRefresh => self\.begin_refresh\(/);
  });
});
