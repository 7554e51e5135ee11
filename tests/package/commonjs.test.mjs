// The installed package as CommonJS: every entry by `require`, beside the same one as an ES module.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { createContext, runInContext } from "node:vm";
import { parse } from "acorn";
import { execa } from "execa";
import { pack, project } from "../support/tarball.mjs";

const token = "eyJhbGciOiJIUzI1NiJ9.eyJuIjoiw6kg8J-YgCJ9.";

let packed;
let folder;
let exports;
before(async () => {
  packed = await pack();
  folder = await project(join(packed.folder, "app"), {
    "package.json": {
      private: true,
      dependencies: {
        ...{ presskey: `file:${packed.tarball}`, react: "19", "react-dom": "19" },
        ...{ vue: "3", svelte: "5" },
      },
    },
  });
  ({ exports } = JSON.parse(await readFile(join(folder, "node_modules/presskey/package.json"))));
});
after(() => packed?.remove());

/** Runs a script to its end; what it printed, read as JSON. */
async function run(code) {
  const { stdout } = await execa(process.execPath, ["--input-type=commonjs", "-e", code], {
    cwd: folder,
    timeout: 60_000,
  });
  return JSON.parse(stdout);
}

/** All entries of code but presskey/url, which finds its .wasm by `import.meta`. */
const entries = () =>
  Object.keys(exports)
    .filter((path) => !/\.(wasm|json)$/.test(path) && path !== "./url")
    .map((path) => path.replace(".", "presskey"));

it("every entry has a file for require, with the same names as the module", async () => {
  const names = entries();
  assert.ok(names.includes("presskey") && names.includes("presskey/react"));
  const told = await run(`(async () => {
    const told = {};
    for (const name of ${JSON.stringify(names)}) {
      const path = require.resolve(name);
      told[name] = [path, Object.keys(require(name)).sort(), Object.keys(await import(name)).sort()];
    }
    console.log(JSON.stringify(told));
  })()`);
  for (const name of names) {
    const [path, required, imported] = told[name];
    assert.match(path, /presskey[/\\]cjs[/\\]\w+\.js$/, name);
    // One file serves presskey/client and presskey/eager as well.
    for (const one of imported) assert.ok(required.includes(one) || one === "default", one);
  }
});

it("the files are what old parsers read: ES2019, CommonJS, no import()", async () => {
  const cjs = join(folder, "node_modules/presskey/cjs");
  for (const file of (await readdir(cjs)).filter((name) => name.endsWith(".js"))) {
    const text = await readFile(join(cjs, file), "utf8");
    parse(text, { ecmaVersion: 2019, sourceType: "script" });
  }
});

it("decodes where there is nothing but the language, as in jsdom", async () => {
  for (const file of ["index.js", "js.js"]) {
    const text = await readFile(join(folder, "node_modules/presskey/cjs", file), "utf8");
    const module = { exports: {} };
    const context = createContext({ module, exports: module.exports });
    runInContext(text, context);
    assert.equal(runInContext("typeof TextDecoder", context), "undefined");
    const { decode } = module.exports;
    assert.deepEqual(JSON.parse(JSON.stringify(decode(token).claims)), { n: "é 😀" });
    assert.throws(() => decode("x"), { code: "invalid_token" });
    // Text that is not UTF-8 must be refused here as well.
    assert.throws(() => decode("eyJhIjoiw6kifQ.eyJhIjoi_yJ9."), { code: "invalid_token" });
  }
});

it("a provider of one and hooks of the other know the same client", async () => {
  const html = await run(`(async () => {
    const { createElement } = require("react");
    const { renderToString } = require("react-dom/server");
    const { createClient } = require("presskey");
    const esm = await import("presskey/react");
    const cjs = require("presskey/react");
    const wp = createClient("https://example.com");
    const html = [[esm, cjs], [cjs, esm]].map(([one, other]) => {
      const App = () => createElement("p", null, other.useSession().status);
      return renderToString(createElement(one.PresskeyProvider, { client: wp }, createElement(App)));
    });
    console.log(JSON.stringify(html));
  })()`);
  assert.deepEqual(html, ["<p>loading</p>", "<p>loading</p>"]);
});
