// scripts/test/run.mjs: what waits for what, and that nothing runs whose build has failed.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, it, mock } from "node:test";
import { runSuites } from "../../scripts/test/run.mjs";

let folder;
before(() => {
  folder = mkdtempSync(join(tmpdir(), "presskey-lanes-"));
});
// Else these numbers would count as those of real tests.
beforeEach(() => mock.method(console, "log", () => {}));
after(() => {
  mock.restoreAll();
  rmSync(folder, { recursive: true });
});

/** A suite whose step leaves a file when it begins, and passes if it finds the files of others in time. */
function suite(name, lane, { needs, finds = [], lacks = [] } = {}) {
  const path = (other) => JSON.stringify(join(folder, other));
  const script = `
    const { existsSync, writeFileSync } = require("node:fs");
    console.log("ℹ pass 1");
    writeFileSync(${path(name)}, "");
    for (const other of [${lacks.map(path)}]) if (existsSync(other)) process.exit(1);
    const wanted = [${finds.map(path)}];
    const until = Date.now() + 20_000;
    const look = () => {
      if (wanted.every((other) => existsSync(other))) return;
      if (Date.now() > until) process.exit(1);
      setTimeout(look, 20);
    };
    look();`;
  const file = join(folder, `${name}.cjs`);
  writeFileSync(file, script);
  const steps = () => [[process.execPath, [file], { tests: "node" }]];
  return { name: `lanes-${name}`, lane, needs, steps };
}

it("runs what needs nothing next to the build, and the others after it", async () => {
  const { passed, failed } = await runSuites([
    suite("free", "tools", { finds: ["build"] }),
    suite("build", "tools", { finds: ["free"], lacks: ["types", "test"] }),
    suite("types", "tools", { needs: "lanes-build", finds: ["build"] }),
    suite("test", "tests", { needs: "lanes-build", finds: ["build"] }),
  ]);
  assert.deepEqual(failed, []);
  assert.equal(passed, 4);
  for (const name of ["free", "build", "types", "test"]) assert.ok(existsSync(join(folder, name)));
});

it("runs nothing that needs a build which failed", async () => {
  for (const name of ["free", "build", "types", "test"]) rmSync(join(folder, name));
  writeFileSync(join(folder, "in the way"), "");
  const { passed, failed } = await runSuites([
    suite("free", "tools"),
    suite("build", "tools", { lacks: ["in the way"] }),
    suite("types", "tools", { needs: "lanes-build" }),
    suite("test", "tests", { needs: "lanes-build" }),
  ]);
  assert.equal(passed, 1);
  assert.equal(failed.length, 1);
  assert.match(failed[0].message, /Suite "lanes-build" failed/);
  assert.ok(existsSync(join(folder, "free")));
  for (const name of ["types", "test"]) assert.ok(!existsSync(join(folder, name)), name);
});
