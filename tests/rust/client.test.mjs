// The tests of the npm package's client that the client for Rust frontends passes as well: its pages get
// tests/rust/client in place of the package.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, it } from "node:test";
import { root } from "../../scripts/setup/shell.mjs";
import { buildRustClient, rustFolder } from "../support/rust-client.mjs";

/** Slow, or of rules that both clients share. tests/e2e runs the same with the npm package. */
const seldom = [
  "e2e/jwt-auth.test.mjs",
  "e2e/oauth1.test.mjs",
  "e2e/mock/bad-answers.test.mjs",
  "e2e/mock/offline.test.mjs",
  "e2e/mock/redirects.test.mjs",
  "e2e/mock/secrets.test.mjs",
  "faults/matrix.test.mjs",
  "via/wordpress.test.mjs",
];

/** Cases of the matrix: its requests have no option for cookies. */
const cases = "^(?!allow-origin is \\* for a call with cookies)";

/** Files, and the names of tests of what this client does in another way, with the reason. */
const files = {
  "content/mock/answers.test.mjs": [],
  "content/mock/batch.test.mjs": [],
  "content/mock/begun.test.mjs": [],
  "content/mock/paginate.test.mjs": [
    // Errors have no `response`: a Rust app reads what it needs from the error itself.
    "a failure on the way is thrown as json\\(\\) would throw it",
  ],
  "content/mock/upload.test.mjs": [
    // Rust has no exceptions, and no `fetch` of the app's.
    "an onProgress that throws",
    "a client's own fetch",
    // It runs in no React Native.
    "by XMLHttpRequest",
    // It runs the npm package in Node.
    "works where there is no XMLHttpRequest",
  ],
  "e2e/addresses.test.mjs": [],
  "e2e/basic-auth.test.mjs": [],
  "e2e/cookie.test.mjs": [],
  "doctor/page.test.mjs": [],
  "e2e/jwt-auth.test.mjs": [],
  "e2e/oauth1.test.mjs": [],
  "e2e/mock/bad-answers.test.mjs": [],
  "e2e/mock/offline.test.mjs": [],
  "e2e/mock/redirects.test.mjs": [],
  "e2e/mock/secrets.test.mjs": [
    // Its logout reaches other tabs by the marker that it stores, not by a message.
    "session: a whole life",
  ],
  "e2e/mock/life.test.mjs": [],
  "e2e/mock/login-required.test.mjs": [],
  "e2e/mock/remember.test.mjs": [],
  "e2e/mock/tabs.test.mjs": [],
  "e2e/mock/vault.test.mjs": [],
  "via/identity.test.mjs": [],
  "via/leaving.test.mjs": [],
  "via/nameless.test.mjs": [],
  "via/session.test.mjs": [
    // Of a file of the npm package.
    "presskey/via is one file",
  ],
  "via/wordpress.test.mjs": [],
  // One browser tells.
  "faults/matrix.test.mjs": ["Firefox"],
};

/** Those that share a site, pages and a browser run in one process, as in tests/e2e/mock.test.mjs. */
const sharesStage = (file) => file.includes("/mock/") || file.startsWith("doctor/");

const isSkipped = (file) => !process.env.PRESSKEY_ALL && seldom.includes(file);
const names = Object.keys(files);
const together = names.filter((file) => sharesStage(file) && !isSkipped(file));

before(() => buildRustClient(), { timeout: 1_200_000 });

it("files of one site, with the Rust client", { timeout: 1_200_000 }, () => passes(together));

for (const file of names.filter((file) => !together.includes(file))) {
  const skip = isSkipped(file) && "npm run test:all";
  it(`${file}, with the Rust client`, { skip, timeout: 1_200_000 }, () => passes([file]));
}

/** Runs files in one process. Their hooks have to be known before the first test: static imports. */
async function passes(some) {
  const entry = join(rustFolder, `../tests-${names.indexOf(some[0])}.mjs`);
  const imports = some.map((file) => `import ${JSON.stringify(join(root, "tests", file))};\n`);
  writeFileSync(entry, imports.join(""));
  const others = some.flatMap((file) => files[file]);
  // Node 20 has no --test-skip-pattern, and takes every test if the pattern fits the root's name.
  const pattern = `--test-name-pattern=/^(?!${["<root>", ...others].join("|")})/`;
  const args = ["--test", "--test-reporter=spec", pattern, entry];
  const env = {
    ...process.env,
    PRESSKEY_CLIENT: "rust",
    PRESSKEY_CASES: cases,
    PRESSKEY_RUST_BUILT: "1",
  };
  delete env.NODE_TEST_CONTEXT;
  const child = spawn(process.execPath, args, { cwd: root, env });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  const status = await new Promise((done) => child.on("close", done));
  assert.equal(status, 0, output);
  assert.match(output, /pass [1-9]/);
}
