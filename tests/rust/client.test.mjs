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
  "e2e/application-passwords.test.mjs",
  "e2e/free.test.mjs",
  "e2e/jwt-auth.test.mjs",
  "e2e/jwt-auth-pro-wp-rest-api.test.mjs",
  "e2e/oauth1.test.mjs",
  "e2e/options.test.mjs",
  "e2e/plugin-spec.test.mjs",
  "e2e/pro.test.mjs",
  "e2e/simple-jwt-authentication.test.mjs",
  "e2e/wp-graphql-jwt-authentication.test.mjs",
  "e2e/wp-rest-api-authentication.test.mjs",
  "e2e/wp-user.test.mjs",
  "e2e/mock/bad-answers.test.mjs",
  "e2e/mock/offline.test.mjs",
  "e2e/mock/redirects.test.mjs",
  "e2e/mock/secrets.test.mjs",
  "faults/matrix.test.mjs",
  "security/after-logout.test.mjs",
  "security/deep.test.mjs",
  "security/hints.test.mjs",
  "via/wordpress.test.mjs",
];

/** Cases of the matrix: its requests have no option for cookies. */
const cases = "^(?!allow-origin is \\* for a call with cookies)";

/**
 * Files, and the names of tests of what this client does in another way, with the reason.
 *
 * These files are missing, because they test what only the npm package has: e2e/mock/csp.test.mjs
 * (presskey/js), leaks.test.mjs (signals of the caller), tokens.test.mjs (decode() and isExpired()) and
 * trap.test.mjs (a new wasm instance after a trap).
 */
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
  "e2e/api-key.test.mjs": [],
  "e2e/application-passwords.test.mjs": [],
  "e2e/basic-auth.test.mjs": [],
  "e2e/cookie.test.mjs": [],
  "e2e/free.test.mjs": [
    // Listeners and snapshots are of another kind in Rust.
    "reports a listener that throws",
    "gives one frozen snapshot",
    // It takes no `Request` objects.
    "sends any body that fetch\\(\\) sends",
    "takes routes, a leading /wp-json/",
    // The compiler refuses such values.
    "sends the token as",
    "refuses what makes no sense",
    // Errors have no `response`.
    "explains what json\\(\\) would have thrown",
    "throws the server's 403 out of json\\(\\)",
  ],
  "doctor/alike.test.mjs": [],
  "doctor/page.test.mjs": [],
  "e2e/jwt-auth.test.mjs": [],
  "e2e/jwt-auth-pro-wp-rest-api.test.mjs": [],
  "e2e/oauth1.test.mjs": [],
  "e2e/options.test.mjs": [],
  "e2e/plugin-spec.test.mjs": [],
  "e2e/pro.test.mjs": [],
  "e2e/simple-jwt-authentication.test.mjs": [],
  "e2e/simple-jwt-login.test.mjs": [],
  "e2e/wp-graphql-jwt-authentication.test.mjs": [],
  "e2e/wp-rest-api-authentication.test.mjs": [],
  "e2e/wp-user.test.mjs": [],
  "e2e/mock/adopt.test.mjs": [
    // The compiler refuses such values.
    "credentials that are nothing",
  ],
  "e2e/mock/back-forward.test.mjs": [],
  "e2e/mock/bad-answers.test.mjs": [],
  "e2e/mock/bad-network.test.mjs": [],
  "e2e/mock/browser.test.mjs": [],
  "e2e/mock/clock.test.mjs": [],
  "e2e/mock/foreign-origin.test.mjs": [
    // It takes no `Request` objects.
    "a required call to another origin is refused, as string, URL and Request",
  ],
  "e2e/mock/method-override.test.mjs": [],
  "e2e/mock/offline.test.mjs": [],
  "e2e/mock/pages.test.mjs": [],
  "e2e/mock/redirects.test.mjs": [],
  "e2e/mock/reload.test.mjs": [],
  "e2e/mock/replay.test.mjs": [
    // It takes no `Request` objects.
    "a Request is sent again",
  ],
  "e2e/mock/same-second.test.mjs": [],
  "e2e/mock/secrets.test.mjs": [
    // Its logout reaches other tabs by the marker that it stores, not by a message.
    "session: a whole life",
  ],
  "e2e/mock/life.test.mjs": [],
  "e2e/mock/marks.test.mjs": [],
  "e2e/mock/login-required.test.mjs": [],
  "e2e/mock/remember.test.mjs": [],
  "e2e/mock/storage.test.mjs": [
    // Its stores are the browser's.
    "an adapter",
    "an asynchronous adapter",
    "the default key",
    "a call waits for a slow adapter",
  ],
  "e2e/mock/tabs.test.mjs": [],
  "e2e/mock/timeout-abort.test.mjs": [
    // A caller drops the future to abort.
    "a fetch of a Request",
    "a login that is aborted",
    "a getToken that is aborted",
    "an aborted call is not sent",
    // With the app's own `fetch`.
    "a logout does not wait for ever",
  ],
  "e2e/mock/vault.test.mjs": [],
  "e2e/mock/workers.test.mjs": [
    // It exports no `decode()`.
    "decodes",
  ],
  "security/after-logout.test.mjs": [],
  "security/hints.test.mjs": [],
  "security/deep.test.mjs": [],
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
