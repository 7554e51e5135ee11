// The installed package as CommonJS: every entry by `require`, together with the same one as an ES module.
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

it("an error is a PresskeyError of every entry, as CommonJS and as a module", async () => {
  const names = entries().filter((name) => !/react|vue|svelte|testing|devtools/.test(name));
  assert.ok(names.includes("presskey/client") && names.includes("presskey/server"));
  const told = await run(`(async () => {
    const names = ${JSON.stringify(names)};
    const classes = [];
    for (const name of names) {
      classes.push([name, require(name).PresskeyError]);
      classes.push(["import " + name, (await import(name)).PresskeyError]);
    }
    const strangers = [];
    for (const [from, One] of classes) {
      const error = new One({ code: "offline", message: "", sent: "no" });
      for (const [of, Other] of classes) {
        if (!(error instanceof Other) || new Error("") instanceof Other) strangers.push([from, of]);
      }
    }
    // One that was thrown, not made: by the rules in wasm, by the front, and by a part loaded on use.
    const { createClient, decode, PresskeyError } = require("presskey");
    const { decode: decodeOfModule } = await import("presskey");
    const { PresskeyError: OfModule } = await import("presskey/eager");
    const thrown = [];
    const keep = (error) => thrown.push([error.code, error instanceof PresskeyError, error instanceof OfModule]);
    for (const each of [decode, decodeOfModule]) {
      try { each("x"); } catch (error) { keep(error); }
    }
    try { createClient({}); } catch (error) { keep(error); }
    await createClient("https://example.com").upload(1).catch(keep);
    console.log(JSON.stringify({ classes: classes.length, strangers, thrown }));
  })()`);
  assert.equal(told.classes, 2 * names.length);
  assert.deepEqual(told.strangers, []);
  assert.deepEqual(told.thrown, [
    ["invalid_token", true, true],
    ["invalid_token", true, true],
    ["invalid_option", true, true],
    ["invalid_option", true, true],
  ]);
});

it("has the client of a backend inside, too", async () => {
  const told = await run(`(async () => {
    const asked = [];
    const fetch = async (url, { method }) => {
      asked.push(method + " " + url);
      const user = { id: 7, name: "editor" };
      return Response.json({ status: "authenticated", user, expiresAt: null, canRefresh: false });
    };
    const told = [];
    for (const name of ["presskey", "presskey/client", "presskey/js"]) {
      const wp = require(name).createClient({ via: "https://app.example/auth", fetch });
      const { status, user } = await wp.login({ username: "editor", password: "secret" });
      told.push([status, user.id]);
      wp.close();
    }
    console.log(JSON.stringify({ told, asked }));
  })()`);
  assert.deepEqual(told.told, Array(3).fill(["authenticated", 7]));
  assert.deepEqual(told.asked, Array(3).fill("POST https://app.example/auth/login?claims=1"));
});

it("without a global fetch, as in jsdom, every call says that one must be passed", async () => {
  const told = await run(`(async () => {
    delete globalThis.fetch;
    const credentials = { username: "editor", password: "secret" };
    const told = [];
    for (const { createClient } of [require("presskey"), require("presskey/js"), await import("presskey")]) {
      for (const site of [{ site: "https://example.com" }, { via: "https://app.example/auth" }]) {
        const wp = createClient(site);
        for (const call of [
          () => wp.login(credentials),
          () => wp.json("/wp/v2/posts"),
          () => wp.fetch("/wp/v2/posts", { auth: "omit" }),
        ]) {
          told.push(await call().then(() => "done", ({ code, message }) => code + ": " + message));
        }
        wp.close();
      }
    }
    console.log(JSON.stringify(told));
  })()`);
  const expected = "invalid_option: There is no `fetch`. Pass one to createClient().";
  assert.deepEqual(told, Array(18).fill(expected));
});
