// What `npm test` runs. A step is a command, with the kind of tests it runs where it must have run
// some; `again` runs it a second time where it failed. Two lanes side by side, each in the order of
// this list: the tools, one at a time, since cargo locks its folder, and the tests in Node. A suite
// that needs another waits for it.
import { existsSync, readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { firefox } from "../setup/firefox.mjs";
import { root } from "../setup/shell.mjs";
import { tools } from "../setup/tools.mjs";
import { webkit } from "../setup/webkit.mjs";
import { wasmTests } from "./wasm.mjs";

const wasm = ["--target", "wasm32-unknown-unknown"];
const web = ["--no-default-features", "--features", "web,doctor"];
// What the exploration needs. Both suites use it, since it takes minutes to compile the tests.
const explore = ["test", "--profile", "explore"];
const node = process.execPath;
const named = ["e2e", "environments", "fuzz", "js"];
const bin = (name) => join(root, "node_modules/.bin", name);

const crate = ["--manifest-path", "fuzz/Cargo.toml"];
// Where `npm run fuzz` builds as well.
const fuzzed = { tests: "cargo", env: { CARGO_TARGET_DIR: join(root, "target/fuzz") } };

const fuzzClippy = [
  "cargo",
  ["clippy", ...crate, "--all-targets", "--", "-D", "warnings"],
  { env: fuzzed.env },
];

/** How many steps of the tests' lane run at the same time as the tools. */
export const testsAtOnce = Math.max(2, availableParallelism());

export const suites = [
  {
    name: "style",
    lane: "tools",
    steps: () => [
      ["cargo", ["fmt", "--check"]],
      [bin("biome"), ["ci", "--error-on-warnings"]],
      [node, ["scripts/prose/lint.mjs"]],
      [node, ["scripts/layout/lint.mjs"]],
      [bin("depcruise"), ["--config", "scripts/layout/pkg.config.mjs", "pkg"]],
      [node, ["scripts/workflows/lint.mjs"]],
      ["cargo", ["clippy", "--all-targets", "--", "-D", "warnings"]],
      ["cargo", ["clippy", ...wasm, "--lib", "--", "-D", "warnings"]],
      ["cargo", ["clippy", ...wasm, "--lib", ...web, "--", "-D", "warnings"]],
    ],
  },
  {
    name: "cargo",
    lane: "tools",
    // Not the documentation's tests: the suite docs runs them.
    steps: () => [
      ["cargo", [...explore, "--lib", "--", "--skip", "exploration"], { tests: "cargo" }],
    ],
  },
  {
    // Every order of events in the session (docs/session.md): half a minute of CPU.
    name: "exploration",
    lane: "tools",
    steps: () => [
      ["cargo", [...explore, "--lib", "exploration", "--", "--nocapture"], { tests: "cargo" }],
    ],
  },
  {
    name: "docs",
    lane: "tools",
    steps: () => [
      ["cargo", ["doc", "--no-deps", "--all-features"], { env: { RUSTDOCFLAGS: "-D warnings" } }],
      // Its public API is the one that is recorded.
      [node, ["scripts/release/rust-api.mjs", "--check"]],
      ["cargo", ["test", "--doc", ...web], { tests: "cargo" }],
    ],
  },
  {
    name: "build",
    lane: "tools",
    steps: () => [
      [node, ["scripts/build.mjs"]],
      [node, ["scripts/build/budgets.mjs"]],
    ],
  },
  {
    name: "types",
    lane: "tools",
    needs: "build",
    steps: () => [
      ["npm", ["run", "--silent", "types"]],
      [node, ["scripts/layout/types.mjs"]],
      // A .wasm file has no types, nor should it. presskey/url finds its own by `import.meta`.
      [bin("attw"), ["--pack", "pkg", "--exclude-entrypoints", "presskey.wasm", "url"]],
      [bin("publint"), ["pkg", "--strict"]],
    ],
  },
  {
    name: "browser",
    lane: "tools",
    steps() {
      const [command, args, env] = wasmTests({ CHROMEDRIVER: tools.chromedriver });
      return [[command, args, { tests: "cargo", env }]];
    },
  },
  {
    // Every input that fuzzing kept (fuzz/README.md); with test:all also clippy, and ten seconds of
    // new inputs.
    name: "fuzz",
    lane: "tools",
    needs: "build",
    steps: () => [
      ["cargo", ["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"]],
      ["cargo", ["test", "--locked", ...crate], fuzzed],
      nodeTest(["tests/fuzz/replay.test.mjs"]),
      ...(process.env.PRESSKEY_ALL
        ? [fuzzClippy, [node, ["scripts/fuzz.mjs", "--seconds", "10"]]]
        : []),
    ],
  },
  // The longest first, so that nothing runs on its own at the end.
  nodeSuite("e2e"),
  nodeSuite("environments"),
  ...(process.env.PRESSKEY_ALL
    ? [{ ...nodeSuite("e2e"), name: "browsers", steps: elsewhere }]
    : []),
  nodeSuite("js", () => [nodeTest(asJs(), "--conditions=react-native")]),
  ...otherFolders().map((name) => nodeSuite(name)),
];

function nodeSuite(name, more = () => []) {
  const steps = () => [...someTestFiles(name).map((file) => nodeTest([file])), ...more()];
  return { name, lane: "tests", needs: "build", steps };
}

// A step each: most start browsers and a WordPress of their own, on a machine that may be busy.
const nodeTest = (files, ...options) => [
  node,
  [...options, "--test", "--test-reporter=spec", "--test-concurrency=1", ...files],
  { tests: "node", again: true },
];

/** The tests of e2e and via again, each file in every browser but Chromium. */
function elsewhere() {
  const files = [...someTestFiles("e2e"), ...someTestFiles("via")];
  return Object.entries({ firefox, webkit })
    .filter(isThere)
    .flatMap(([name]) => files.filter(opensPages).map((file) => inBrowser(name, file)));
}

function isThere([name, step]) {
  if (step.find()) return true;
  console.log(`browsers: nothing runs in ${name}, which is not on this machine`);
  return false;
}

/** The others would run in Node alone once more. */
const opensPages = (file) => !file.endsWith("options.test.mjs");

function inBrowser(PRESSKEY_BROWSER, file) {
  const [command, args, options] = nodeTest([file]);
  return [command, args, { ...options, env: { PRESSKEY_BROWSER } }];
}

/** Tests that are run with presskey/js in the place of presskey: under that condition they get it. */
const asJs = () =>
  process.env.PRESSKEY_ALL
    ? ["tests/e2e/mock.test.mjs", "tests/e2e/options.test.mjs"]
    : ["csp", "tokens", "trap", "workers"].map((name) => `tests/e2e/mock/${name}.test.mjs`);

/** Every folder with tests in it is run, so that none is forgotten. */
function otherFolders() {
  const folders = readdirSync(join(root, "tests"), { withFileTypes: true });
  return folders
    .filter((entry) => entry.isDirectory() && !named.includes(entry.name))
    .map((entry) => entry.name)
    .filter((name) => testFiles(name).length);
}

/** Without a file, Node would look for tests everywhere. */
function someTestFiles(name) {
  const files = testFiles(name);
  if (!files.length) throw new Error(`There is no tests/${name}/*.test.mjs`);
  return files;
}

function testFiles(name) {
  const folder = join(root, "tests", name);
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith(".test.mjs"));
  return files.sort().map((file) => join("tests", name, file));
}
