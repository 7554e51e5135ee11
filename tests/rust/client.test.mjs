// The tests of the npm package's client that the client for Rust frontends passes as well: its pages get
// tests/rust/client in place of the package.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { it } from "node:test";
import { root } from "../../scripts/setup/shell.mjs";

/** Slow, or of rules that both clients share. tests/e2e runs the same with the npm package. */
const seldom = [
  "e2e/jwt-auth.test.mjs",
  "e2e/oauth1.test.mjs",
  "e2e/mock/bad-answers.test.mjs",
  "e2e/mock/offline.test.mjs",
  "e2e/mock/redirects.test.mjs",
  "e2e/mock/secrets.test.mjs",
  "faults/matrix.test.mjs",
];

/** Cases of the matrix: its requests have no option for cookies. */
const cases = "^(?!allow-origin is \\* for a call with cookies)";

/** Files, and the names of tests of what this client does in another way, with the reason. */
const files = {
  "content/mock/answers.test.mjs": [],
  "content/mock/batch.test.mjs": [],
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
  "e2e/mock/life.test.mjs": [
    // A call waits for a refresh as long as that takes.
    "a refresh that takes too long fails its calls",
  ],
  "e2e/mock/login-required.test.mjs": [],
  "e2e/mock/remember.test.mjs": [],
  "e2e/mock/tabs.test.mjs": [],
  // One browser tells.
  "faults/matrix.test.mjs": ["Firefox"],
};

for (const [file, others] of Object.entries(files)) {
  const skip = !process.env.PRESSKEY_ALL && seldom.includes(file) && "npm run test:all";
  it(`${file}, with the Rust client`, { skip, timeout: 1_200_000 }, async () => {
    // Node 20 has no --test-skip-pattern, and takes every test if the pattern fits the root's name.
    const names = `--test-name-pattern=/^(?!${["<root>", ...others].join("|")})/`;
    const args = ["--test", "--test-reporter=spec", names, `tests/${file}`];
    const env = { ...process.env, PRESSKEY_CLIENT: "rust", PRESSKEY_CASES: cases };
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
  });
}
