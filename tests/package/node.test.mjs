// The installed package in Node: nothing of a browser is looked for, and no process is kept alive.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { execa } from "execa";
import { credentials } from "../support/app.mjs";
import { pack, project } from "../support/tarball.mjs";
import { startWordPress } from "../support/wordpress.mjs";

let packed;
let folder;
let site;
before(async () => {
  [packed, site] = await Promise.all([pack(), startWordPress({ mode: "pro" })]);
  folder = await project(join(packed.folder, "app"), {
    "package.json": { private: true, dependencies: { presskey: `file:${packed.tarball}` } },
  });
});
after(() => Promise.all([packed?.remove(), site?.stop()]));

/** Runs a script to its end, without `process.exit()`; what it printed, read as JSON. */
async function run(code, extension = "mjs") {
  const type = extension === "mjs" ? "module" : "commonjs";
  const { stdout, stderr } = await execa(
    process.execPath,
    [`--input-type=${type}`, "--eval", code],
    {
      cwd: folder,
      timeout: 120_000,
      env: { SITE: site.url, LOGIN: JSON.stringify(credentials("editor")) },
    },
  );
  assert.equal(stderr, "");
  return JSON.parse(stdout);
}

/** Every name that exists in pages or workers only, as a trap; and every way to compile wasm. */
const traps = `
  const touched = [];
  const names = ["window", "document", "self", "location", "localStorage", "sessionStorage",
    "indexedDB", "navigator", "addEventListener", "BroadcastChannel", "fetch", "Request", "Response",
    "Headers", "setTimeout", "setInterval", "crypto"];
  const real = {};
  for (const name of names) {
    real[name] = Object.getOwnPropertyDescriptor(globalThis, name);
    Object.defineProperty(globalThis, name, {
      configurable: true,
      get() { touched.push(name); return undefined; },
    });
  }
  const wasm = { ...Object.getOwnPropertyDescriptors(WebAssembly) };
  for (const name of ["Module", "Instance", "Memory", "compile", "instantiate", "compileStreaming"]) {
    Object.defineProperty(WebAssembly, name, {
      configurable: true,
      get() { touched.push("WebAssembly." + name); return wasm[name]?.value; },
    });
  }
  const restore = () => {
    Object.defineProperties(WebAssembly, wasm);
    for (const name of names) {
      delete globalThis[name];
      if (real[name]) Object.defineProperty(globalThis, name, real[name]);
    }
  };
`;

for (const [how, code, extension] of [
  ["import", "const presskey = await import('presskey');", "mjs"],
  ["require", "const presskey = require('presskey');", "cjs"],
  ["import of presskey/url", "const presskey = await import('presskey/url');", "mjs"],
]) {
  it(`${how} touches no global of a browser and compiles nothing`, async () => {
    const told = await run(
      `${traps} ${code} restore(); console.log(JSON.stringify([touched, Object.keys(presskey)]));`,
      extension,
    );
    assert.deepEqual(told[0], []);
    for (const name of ["PresskeyError", "createClient", "decode", "isExpired"]) {
      assert.ok(told[1].includes(name), name);
    }
  });
}

it("the traps do catch", async () => {
  const touched = await run(`${traps}
    void globalThis.window; new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
    restore(); console.log(JSON.stringify(touched));`);
  assert.deepEqual(touched, ["window", "WebAssembly.Module"]);
});

for (const [how, code, extension] of [
  ["import", "import { createClient } from 'presskey';", "mjs"],
  ["require", "const { createClient } = require('presskey');", "cjs"],
]) {
  it(`${how}: logs in to WordPress, writes a post, and ends`, async () => {
    const told = await run(
      `${code}
      (async () => {
        const wp = createClient({ site: process.env.SITE, storage: "local" });
        const before = wp.session;
        const session = await wp.login(JSON.parse(process.env.LOGIN));
        const init = { method: "POST", json: { title: "From Node", status: "draft" } };
        const post = await wp.json("/wp/v2/posts", init);
        // Neither closed nor logged out: timers and channels must not keep the process.
        console.log(JSON.stringify({ before, session, post }));
      })();`,
      extension,
    );
    assert.deepEqual(told.before, { status: "loading" });
    assert.equal(told.session.user.email, "editor@example.com");
    assert.equal(told.session.canRefresh, true);
    assert.equal(told.session.persisted, false);
    assert.equal(told.post.title.raw, "From Node");
  });
}

it("two clients are two sessions", async () => {
  const told = await run(`
    import { createClient } from "presskey";
    const one = createClient({ site: process.env.SITE });
    const two = createClient({ site: process.env.SITE });
    await one.login(JSON.parse(process.env.LOGIN));
    console.log(JSON.stringify([(await one.ready()).status, (await two.ready()).status]));
  `);
  assert.deepEqual(told, ["authenticated", "anonymous"]);
});

it("a session that is left alone does not keep the process for its whole life", async () => {
  site.setOptions({ lifetime: 3600 });
  const told = await run(`
    import { createClient } from "presskey";
    const wp = createClient({ site: process.env.SITE });
    wp.subscribe(() => {});
    await wp.login(JSON.parse(process.env.LOGIN));
    console.log(JSON.stringify(wp.session.status));
  `);
  assert.equal(told, "authenticated");
});

it("presskey/url works with bytes from the disk", async () => {
  const told = await run(`
    import { readFile } from "node:fs/promises";
    import { createRequire } from "node:module";
    import { createClient, decode, init } from "presskey/url";
    let code;
    try { decode("a.b.c"); } catch (error) { code = error.code; }
    const file = createRequire(process.cwd() + "/x.js").resolve("presskey/presskey.wasm");
    await init(await readFile(file));
    const wp = createClient(process.env.SITE);
    const { status } = await wp.login(JSON.parse(process.env.LOGIN));
    console.log(JSON.stringify([code, status]));
  `);
  assert.deepEqual(told, ["wasm_unavailable", "authenticated"]);
});
